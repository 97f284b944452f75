using System.CommandLine;

namespace MiniVercel.Cli;

/// <summary>The options that every verb has.</summary>
internal sealed class CommonOptions(Shell shell)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON.", Recursive = true };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "The API token to use (else MINIVERCEL_TOKEN, else the login, else this machine's admin token).",
        Recursive = true,
    };

    private readonly Option<string?> _url = new("--url")
    {
        Description = "The server to talk to (else MINIVERCEL_URL, else the one of this machine).",
        Recursive = true,
    };

    private readonly Option<string?> _cwd = new("--cwd") { Description = "Run as if started in this folder.", Recursive = true };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask, do it.", Recursive = true };

    public void AddTo(Command root)
    {
        foreach (var option in new Option[] { _json, _token, _url, _cwd, _yes })
            root.Options.Add(option);
    }

    public Session Open(ParseResult parse) => Open(parse, needsToken: true);

    /// <summary>For verbs that are about the login itself.</summary>
    public Session OpenWithoutToken(ParseResult parse) => Open(parse, needsToken: false);

    private Session Open(ParseResult parse, bool needsToken)
    {
        var folder = Path.GetFullPath(parse.GetValue(_cwd) ?? ".", shell.WorkingFolder);
        if (!Directory.Exists(folder))
            throw new UsageException($"There is no folder {folder}. Give --cwd a folder that exists.");
        return new Session(shell, folder, parse.GetValue(_url), parse.GetValue(_token), needsToken)
        {
            Report = new Report(shell, parse.GetValue(_json)),
            SaidYes = parse.GetValue(_yes),
        };
    }
}
