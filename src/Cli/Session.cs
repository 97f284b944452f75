using MiniVercel.Cli.Connection;
using MiniVercel.Client;

namespace MiniVercel.Cli;

/// <summary>One run of one verb: the server it talks to, the folder it works in, the person it asks.</summary>
internal sealed class Session : IDisposable
{
    private readonly Shell _shell;

    public Session(Shell shell, string folder, string? url, string? token)
    {
        _shell = shell;
        Folder = folder;
        var data = DataFolder.Of(shell, folder);
        var server = ServerAddress.Find(url, shell, data);
        Client = new MiniVercelClient(server, AccessToken.Find(token, shell, data, server));
    }

    public MiniVercelClient Client { get; }

    public string Folder { get; }

    public required Report Report { get; init; }

    public bool SaidYes { get; init; }

    public TimeProvider Clock => _shell.Clock;

    public bool CanAsk => _shell.InIsTerminal;

    public bool Confirms(string question)
    {
        if (SaidYes)
            return true;
        _shell.Error.Write($"{question} [y/N] ");
        _shell.Error.Flush();
        return _shell.In.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <summary>What was piped in, or one line that a person types.</summary>
    public async Task<string> ReadSecretAsync(CancellationToken ct)
    {
        if (_shell.InIsTerminal)
            _shell.Error.Write("Paste it, and press Enter (better: pipe it in): ");
        var secret = _shell.InIsTerminal ? await _shell.In.ReadLineAsync(ct) : await _shell.In.ReadToEndAsync(ct);
        return string.IsNullOrWhiteSpace(secret)
            ? throw new UsageException("Nothing was given on standard input. Pipe the secret in: ./minivercel projects credential shop token < token-file")
            : secret;
    }

    public void Dispose() => Client.Dispose();
}
