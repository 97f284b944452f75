using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MiniVercel.Platform.Git;

/// <summary>
/// Where a repository is. Nothing that a program could read otherwise than we do gets in: no options, no helper programs, no
/// passwords, and a host is a name or an address in its one usual spelling.
/// </summary>
/// <param name="Scheme">`https`, `http`, `ssh` or `file`.</param>
/// <param name="User">Who logs in by ssh.</param>
/// <param name="Host">In lower case; an IPv6 address without its brackets; empty for a file.</param>
/// <param name="Port">The one that is spoken to, said or not.</param>
/// <param name="Path">As git is given it.</param>
/// <param name="IsShort">Written the way of scp, `git@host:path`: there the path begins at the login's own folder.</param>
public sealed partial record GitAddress(string Scheme, string? User, string Host, int Port, string Path, bool IsShort)
{
    private const int Longest = 2_048;
    private const string WhatItIs = "It must be a repository's address: https://…, ssh://… or git@host:path.";

    public bool IsWeb => Scheme is "https" or "http";

    public bool IsFile => Scheme == "file";

    /// <summary>Whom one speaks to: a credential given for one origin is never shown to another.</summary>
    public string Origin => $"{Scheme}://{BracketedHost}:{Port}";

    internal string BracketedHost => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    private int UsualPort => UsualPortOf(Scheme);

    public override string ToString() => this switch
    {
        { IsShort: true } => $"{User}@{Host}:{Path}",
        { IsFile: true } => $"file://{Path}",
        _ => $"{Scheme}://{(User is null ? "" : $"{User}@")}{BracketedHost}{(Port == UsualPort ? "" : $":{Port}")}{Path}",
    };

    /// <summary>What is wrong with a text as an address, in a sentence.</summary>
    public static string? Complaint(string text) => Read(text).Complaint;

    public static (GitAddress? Address, string? Complaint) Read(string text)
    {
        if (text.Length == 0)
            return Refused("It must not be empty; leave it out, or send null.");
        if (Encoding.UTF8.GetByteCount(text) > Longest)
            return Refused($"It must be at most {Longest} bytes long.");
        if (text.Any(char.IsControl))
            return Refused("It must not contain control characters.");

        if (Short().Match(text) is { Success: true } scp)
            return Checked(new GitAddress("ssh", scp.Groups["user"].Value, scp.Groups["host"].Value, 22, scp.Groups["path"].Value, IsShort: true));
        if (Long().Match(text) is not { Success: true } url)
            return Refused(WhatItIs);

        var scheme = url.Groups["scheme"].Value.ToLowerInvariant();
        var path = url.Groups["path"].Value;
        if (scheme == "file")
            return url.Groups["authority"].Length == 0 ? Checked(new GitAddress(scheme, null, "", 0, path, IsShort: false)) : Refused(WhatItIs);
        return ReadAuthority(scheme, url.Groups["authority"].Value, path);
    }

    /// <summary>The address that a submodule's URL means beside this one: `../other` is its neighbour.</summary>
    public (GitAddress? Address, string? Complaint) Beside(string text)
    {
        if (!text.StartsWith("./", StringComparison.Ordinal) && !text.StartsWith("../", StringComparison.Ordinal))
            return Read(text);

        var segments = Path.TrimEnd('/').Split('/').ToList();
        foreach (var step in text.Split('/').Where(s => s is not ("." or "")))
        {
            if (step != "..")
                segments.Add(step);
            else if (segments.Count > 1)
                segments.RemoveAt(segments.Count - 1);
            else
                return Refused("It leads above the root of its server.");
        }

        return Checked(this with { Path = string.Join('/', segments) });
    }

    private static (GitAddress?, string?) ReadAuthority(string scheme, string authority, string path)
    {
        if (Authority().Match(authority) is not { Success: true } parts)
            return Refused(WhatItIs);
        var user = parts.Groups["user"].Success ? parts.Groups["user"].Value : null;
        if (parts.Groups["password"].Success || (user is not null && scheme != "ssh"))
            return Refused("It must not carry a password or token: it would be shown wherever the address is. Give the project a credential instead.");

        var port = UsualPortOf(scheme);
        if (parts.Groups["port"].Success && (!int.TryParse(parts.Groups["port"].ValueSpan, out port) || port is < 1 or > 65_535))
            return Refused("Its port must be between 1 and 65535.");
        return Checked(new GitAddress(scheme, scheme == "ssh" ? user ?? "git" : null, parts.Groups["host"].Value, port, path, IsShort: false));
    }

    private static (GitAddress?, string?) Checked(GitAddress address)
    {
        if (address.User is { } user && !Login().IsMatch(user))
            return Refused("Its user must consist of letters, digits, '.', '_' and '-', and not begin with '-'.");

        var host = address.IsFile ? "" : OneSpelling(address.Host);
        if (host is null)
            return Refused("Its host must be a plain name, or an IP address in its usual spelling.");
        if (WhatIsWrongWith(address.Path, address) is { } wrong)
            return Refused(wrong);
        return (address with { Host = host }, null);
    }

    /// <summary>
    /// The host in the only spelling it may have. Resolvers take 2130706433, 0x7f.1 and 127.1 for addresses, and every one of
    /// them differently: so a name whose last part is a number must be a whole address.
    /// </summary>
    private static string? OneSpelling(string host)
    {
        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && !host.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(host[1..^1], out var six)
                && six.AddressFamily == AddressFamily.InterNetworkV6 ? six.ToString() : null;
        }

        if (host.Length > 253 || !HostName().IsMatch(host))
            return null;
        var last = host[(host.LastIndexOf('.') + 1)..];
        if (!last.All(char.IsAsciiDigit) && !NumberInHex().IsMatch(last))
            return host.ToLowerInvariant();
        return IPAddress.TryParse(host, out var address) && address.ToString() == host ? host : null;
    }

    private static string? WhatIsWrongWith(string path, GitAddress address)
    {
        if (path.Trim('/').Length == 0)
            return "It must say which repository on its server: a path is missing.";
        if (path.Split('/').Any(s => s is "." or ".."))
            return "Its path must not contain '.' or '..' as a segment.";
        if (address.IsShort && path[0] is '-' or ':')
            return WhatItIs;
        var allowed = address switch { { IsFile: true } => FilePath(), { IsWeb: true } => WebPath(), _ => SshPath() };
        return allowed.IsMatch(path) ? null : "Its path has characters that no repository's path needs; queries and fragments are not taken either.";
    }

    private static int UsualPortOf(string scheme) => scheme switch { "https" => 443, "http" => 80, "ssh" => 22, _ => 0 };

    private static (GitAddress?, string?) Refused(string why) => (null, why);

    [GeneratedRegex(@"\A(?<user>[^@:/\s]+)@(?<host>[^@:/\s]+):(?<path>[^\s]+)\z")]
    private static partial Regex Short();

    [GeneratedRegex(@"\A(?<scheme>https?|ssh|file)://(?<authority>[^/?#\\\s]*)(?<path>/.*)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Long();

    [GeneratedRegex(@"\A(?:(?<user>[^:@]*)(?<password>:[^@]*)?@)?(?<host>\[[^\]]*\]|[^:\[\]@]+)(?::(?<port>[0-9]{1,5}))?\z")]
    private static partial Regex Authority();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\z")]
    private static partial Regex Login();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"\A0[xX][0-9A-Fa-f]*\z")]
    private static partial Regex NumberInHex();

    // %20 is how some servers spell a space; no other character may hide behind a percent sign, dots and slashes least of all.
    [GeneratedRegex(@"\A/(?:[A-Za-z0-9._~+@=,!:()/-]|%20)*\z")]
    private static partial Regex WebPath();

    [GeneratedRegex(@"\A[A-Za-z0-9._~+@=,:/-]+\z")]
    private static partial Regex SshPath();

    [GeneratedRegex(@"\A/[^%?#\\]*\z")]
    private static partial Regex FilePath();
}
