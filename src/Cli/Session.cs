using MiniVercel.Cli.Connection;
using MiniVercel.Client;

namespace MiniVercel.Cli;

/// <summary>One run of one verb: the server it talks to, the folder it works in, the person it asks.</summary>
internal sealed class Session : IDisposable
{
    private readonly Shell _shell;

    public Session(Shell shell, string folder, string? url, string? token, bool needsToken = true)
    {
        _shell = shell;
        Folder = folder;
        var data = DataFolder.Of(shell, folder);
        var server = ServerAddress.Find(url, shell, data);
        Logins = SavedLogins.Of(shell);
        Client = new MiniVercelClient(server, needsToken ? AccessToken.Find(token, shell, Logins, data, server) : null);
    }

    public MiniVercelClient Client { get; }

    public SavedLogins Logins { get; }

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

    /// <summary>Before what cannot be undone: silence is no yes.</summary>
    public void MustConfirm(string deed, string question)
    {
        if (!CanAsk && !SaidYes)
            throw new UsageException($"{deed} asks first, and there is no terminal to ask on. Say --yes.");
        if (!Confirms(question))
            throw new CommandFailedException("Nothing was changed.");
    }

    /// <summary>Shows an address to whoever sits at this machine; elsewhere it is only printed.</summary>
    public void Browse(string address)
    {
        if (_shell.OutIsTerminal && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            _shell.Browse(url);
    }

    /// <summary>All of the input, which is not to be longer than this.</summary>
    public string ReadInput(int longest)
    {
        var text = new char[longest + 1];
        var length = _shell.In.ReadBlock(text);
        return length <= longest ? new string(text, 0, length) : throw new UsageException($"The input is longer than {longest} characters.");
    }

    /// <summary>
    /// One line typed at a terminal, or all of the input without the end of its last line. It is no argument, which everybody on this
    /// machine could read.
    /// </summary>
    public string AskSecret(string question, int longest)
    {
        if (!CanAsk)
            return ReadInput(longest) is var text && text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        _shell.Error.Write(question);
        _shell.Error.Flush();
        return _shell.In.ReadLine() ?? throw new UsageException("No value was given.");
    }

    public void Dispose() => Client.Dispose();
}
