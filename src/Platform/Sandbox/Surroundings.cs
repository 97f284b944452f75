namespace MiniVercel.Platform.Sandbox;

/// <summary>The environment that a box has by itself. Nothing of our own is in it; what a command is given comes on top.</summary>
internal static class Surroundings
{
    private const string Certificates = "/etc/ssl/certs/ca-certificates.crt";

    /// <summary>Where the system's own programs are found.</summary>
    public const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static Dictionary<string, string> For(string home, string temporary, string workspace, BoxCommand command)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = string.Join(':', [.. command.OwnPrograms.Select(own => Path.Combine(workspace, own)), .. command.Programs, SystemPath]),
            ["HOME"] = home,
            ["TMPDIR"] = temporary,
            ["USER"] = "build",
            ["LOGNAME"] = "build",
            ["LANG"] = "C.UTF-8",
            ["CI"] = "1",
        };

        // Whom this machine trusts, a box trusts: Node for one would go by a list of its own.
        if (File.Exists(Certificates))
            variables["NODE_EXTRA_CA_CERTS"] = variables["SSL_CERT_FILE"] = Certificates;
        foreach (var (name, value) in command.Environment)
            variables[name] = value;
        return variables;
    }
}
