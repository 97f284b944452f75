using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Platform.DataFolders;

namespace MiniVercel.Platform.Git;

/// <summary>
/// The closed folder that git works in for one repository: its settings, its objects, and a credential for as long as it is
/// needed. Nothing of the machine's or a user's own settings reaches it, and a credential stands in files that only this user
/// reads: never in an argument or a variable, which others on the machine can see.
/// </summary>
internal sealed class GitHome : IDisposable
{
    private readonly string _knownHosts;

    private GitHome(string path, string knownHosts, GitCredential? credential, GitRoute.Open route, string target) =>
        (Folder, _knownHosts, Credential, Address, Rooms) = (path, knownHosts, credential, route.Address, [.. RoomsOf(path, knownHosts, route, target)]);

    public string Folder { get; }

    public GitAddress Address { get; }

    public GitCredential? Credential { get; }

    public string Repository => In("repository");

    /// <summary>All that it may see of the machine's files beside the system's.</summary>
    public IReadOnlyList<(string Path, bool Writable)> Rooms { get; }

    /// <param name="root">Where it is made.</param>
    /// <param name="route">Which repository, and how to get there.</param>
    /// <param name="credential">What lets one in.</param>
    /// <param name="target">Where the repository's files are to be laid out.</param>
    public static GitHome Open(string root, GitRoute.Open route, GitCredential? credential, string target)
    {
        var path = OwnFolder.CreateClosed(Path.Combine(root, "homes", Guid.NewGuid().ToString("n")));
        var home = new GitHome(path, Path.Combine(root, "known_hosts"), credential, route, target);
        try
        {
            var settings = Settings(route).ToList();
            if (route.Address.Scheme == "ssh")
                settings.Add(("core.sshCommand", home.WriteSshConfiguration(route, credential as GitCredential.DeployKey)));
            if (credential is GitCredential.Token token)
                settings.Add(("http.extraHeader", $"Authorization: {token.Basic}"));
            SecretFile.Write(home.SettingsFile, string.Concat(settings.Select(s => Setting(s.Name, s.Value))));
            return home;
        }
        catch
        {
            home.Dispose();
            throw;
        }
    }

    /// <summary>All that git sees of the world.</summary>
    public IEnumerable<(string Name, string Value)> Environment =>
    [
        ("PATH", System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"),
        ("HOME", Folder),
        ("XDG_CONFIG_HOME", Folder),
        ("LC_ALL", "C"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", SettingsFile),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_ALLOW_PROTOCOL", Address.Scheme),
        ("GIT_PROTOCOL_FROM_USER", "0"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
    ];

    private string SettingsFile => In("gitconfig");

    private string KeyFile => In("key");

    private static string? Authorities => System.Environment.GetEnvironmentVariable("SSL_CERT_FILE") is { Length: > 0 } file ? file : null;

    private string In(string name) => Path.Combine(Folder, name);

    /// <summary>What is secret first: should the rest be held by a process that is just dying, the next start removes it.</summary>
    public void Dispose()
    {
        foreach (var file in new[] { SettingsFile, KeyFile })
            File.Delete(file);
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // It was written to while it was being emptied.
        }
    }

    private static IEnumerable<(string Path, bool Writable)> RoomsOf(string path, string knownHosts, GitRoute.Open route, string target)
    {
        if (route.Folder is { } folder)
            yield return (folder, false);
        yield return (path, true);
        yield return (target, true);
        if (route.Address.Scheme == "ssh")
            yield return (knownHosts, true);
        if (Authorities is { } authorities)
            yield return (authorities, false);
    }

    /// <summary>What git may do, whatever a repository or a server would like it to do.</summary>
    private static IEnumerable<(string Name, string Value)> Settings(GitRoute.Open route)
    {
        yield return ("protocol.allow", "never");
        yield return ($"protocol.{route.Address.Scheme}.allow", "always");
        yield return ("protocol.version", "2");
        yield return ("core.hooksPath", "/dev/null");
        yield return ("core.fsmonitor", "false");
        yield return ("core.protectHFS", "true");
        yield return ("core.protectNTFS", "true");
        yield return ("core.bigFileThreshold", "8m"); // what is larger is streamed rather than held in memory
        yield return ("core.attributesFile", "/dev/null");
        yield return ("core.excludesFile", "/dev/null");
        yield return ("safe.directory", "*"); // the operator has opened the folder, whoever's it is
        yield return ("submodule.recurse", "false");
        yield return ("fetch.recurseSubmodules", "false");
        yield return ("fetch.unpackLimit", "1"); // one pack, whose size the kernel can bound
        yield return ("fetch.writeCommitGraph", "false");
        yield return ("fetch.uriProtocols", ""); // a server may not send it elsewhere for a part of the pack
        yield return ("transfer.bundleURI", "false");
        yield return ("transfer.credentialsInUrl", "die");
        yield return ("fetch.fsckObjects", "true");
        foreach (var harmless in (string[])["zeroPaddedFilemode", "badTimezone", "missingSpaceBeforeDate", "missingSpaceBeforeEmail", "badDateOverflow"])
            yield return ($"fetch.fsck.{harmless}", "ignore"); // old tools wrote such commits, and good repositories have them
        yield return ("pack.threads", "1");
        yield return ("gc.auto", "0");
        yield return ("maintenance.auto", "false");
        yield return ("credential.helper", "");
        yield return ("http.followRedirects", "false");
        yield return ("http.proxy", "");
        yield return ("http.sslVerify", "true");
        if (Authorities is { } authorities)
            yield return ("http.sslCAInfo", authorities); // whom this process trusts, git trusts
        yield return ("http.lowSpeedLimit", "1000");
        yield return ("http.lowSpeedTime", "120"); // one that counts a large repository says next to nothing meanwhile
        if (route.Address.IsWeb && !IPAddress.TryParse(route.Address.Host, out _))
        {
            var addresses = string.Join(',', route.Addresses.Select(Bracketed));
            yield return ("http.curloptResolve", string.Create(CultureInfo.InvariantCulture, $"{route.Address.Host}:{route.Address.Port}:{addresses}"));
        }
    }

    /// <summary>
    /// How ssh is to go: to the address that was judged, under the name that its key is known by, with this key or none. A server's key
    /// is taken on trust the first time and must be the same ever after; the operator may have written it down before.
    /// </summary>
    private string WriteSshConfiguration(GitRoute.Open route, GitCredential.DeployKey? key)
    {
        File.AppendAllText(_knownHosts, ""); // what is not there cannot be shown to it
        var address = route.Addresses.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? route.Addresses[0];
        if (key is not null)
            SecretFile.Write(KeyFile, key.PrivateKey.TrimEnd() + "\n");

        var file = In("ssh_config");
        var alias = route.Address.Port == 22 ? route.Address.Host : string.Create(CultureInfo.InvariantCulture, $"[{route.Address.Host}]:{route.Address.Port}");
        SecretFile.Write(
            file,
            $"""
             Host *
             HostName {address}
             HostKeyAlias {alias}
             UserKnownHostsFile "{_knownHosts}"
             GlobalKnownHostsFile none
             StrictHostKeyChecking accept-new
             UpdateHostKeys no
             IdentityFile {(key is null ? "none" : $"\"{KeyFile}\"")}
             IdentitiesOnly yes
             IdentityAgent none
             PreferredAuthentications publickey
             BatchMode yes
             ConnectTimeout 15
             ServerAliveInterval 15
             ServerAliveCountMax 2
             ControlPath none
             ProxyCommand none
             ProxyJump none
             CanonicalizeHostname no
             PermitLocalCommand no
             ForwardAgent no
             ForwardX11 no
             ClearAllForwardings yes

             """);
        return $"ssh -F '{file.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    private static string Setting(string name, string value)
    {
        var (section, key) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
        var heading = section.Split('.', 2) is [var outer, var inner] ? $"[{outer} \"{inner}\"]" : $"[{section}]";
        var text = new StringBuilder(value).Replace(@"\", @"\\").Replace("\"", "\\\"");
        return $"{heading}\n\t{key} = \"{text}\"\n";
    }

    private static string Bracketed(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
