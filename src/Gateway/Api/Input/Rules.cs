using System.Text.RegularExpressions;
using MiniVercel.Platform.Git;

namespace MiniVercel.Gateway.Api.Input;

/// <summary>What a field must be: each rule answers with what is wrong, or with nothing.</summary>
public static partial class Rules
{
    public const int LongestCommand = 2_000;
    public const int LongestToken = 4_096;
    public const int LongestDeployKey = 16_384;
    public const int LongestPath = 1_024;
    public const int LongestSegment = 255;
    public const int LongestHealthPath = 200;

    public static readonly IReadOnlyList<string> AppTypes =
    [
        "nextjs", "gatsby", "remix", "react-router", "tanstack-start", "astro", "nuxtjs", "sveltekit", "solidstart", "nitro",
        "hexo", "eleventy", "docusaurus", "vitepress", "vuepress", "preact", "ember", "vue", "angular", "ionic-angular",
        "ionic-react", "create-react-app", "umijs", "stencil", "svelte", "brunch", "parcel", "storybook", "hugo", "zola",
        "jekyll", "vite", "node", "static",
    ];

    public static string? ProjectName(string name)
    {
        if (!DnsLabel().IsMatch(name))
            return "It must be a DNS label: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.";
        if (name.StartsWith("xn--", StringComparison.Ordinal))
            return "It must not begin with 'xn--', which marks an encoded international name.";
        if (name.Contains("-git-", StringComparison.Ordinal))
            return "It must not contain '-git-': that marks the host of a branch.";
        if (EndsLikeABuild().IsMatch(name))
            return "It must not end in a hyphen and twelve characters that look like a build's short id.";
        return null;
    }

    public static string? Command(string command) =>
        Line(command, LongestCommand);

    public static string? AppType(string type) =>
        AppTypes.Contains(type) ? null : $"It must be one of: {string.Join(", ", AppTypes)}.";

    public static string? CommitSha(string sha) =>
        GitRef.IsCommit(sha) ? null : "It must be a commit's full hash: 40 or 64 hexadecimal digits.";

    public static string? GitToken(string token) =>
        Line(token, LongestToken);

    /// <summary>A colon would begin the password.</summary>
    public static string? GitUser(string user) =>
        Line(user, LongestSegment) ?? (user.Contains(':', StringComparison.Ordinal) ? "It must not contain a colon." : null);

    public static string? DeployKey(string key)
    {
        if (key.Length > LongestDeployKey)
            return $"It must be at most {LongestDeployKey} characters long.";
        if (key.Any(c => char.IsControl(c) && c is not ('\n' or '\r')))
            return "It must not contain control characters.";
        return PrivateKey().IsMatch(key) ? null : "It must be a private key without a passphrase, from -----BEGIN … PRIVATE KEY----- to its END line.";
    }

    public static string? Domain(string domain) =>
        domain.Length <= 253 && DomainName().IsMatch(domain)
            ? null
            : "It must be a domain name such as www.example.com, in lower case and without a port.";

    /// <summary>A path inside the sources: relative, with plain segments, going nowhere else.</summary>
    public static string? RelativePath(string path)
    {
        if (Line(path, LongestPath) is { } wrong)
            return wrong;
        if (path.Contains('\\', StringComparison.Ordinal))
            return "It must use '/' between its segments.";
        foreach (var segment in path.Split('/'))
        {
            if (segment.Length == 0)
                return "It must be relative and have no empty segments.";
            if (segment is "." or "..")
                return "It must not contain '.' or '..' as a segment.";
            if (System.Text.Encoding.UTF8.GetByteCount(segment) > LongestSegment)
                return $"Its segments must be at most {LongestSegment} bytes long.";
        }

        return null;
    }

    /// <summary>A path on the app's own host. Two slashes, or one and a backslash, would name another one.</summary>
    public static string? HealthPath(string path)
    {
        if (path.Length > LongestHealthPath)
            return $"It must be at most {LongestHealthPath} characters long.";
        return PathOnHost().IsMatch(path)
            ? null
            : "It must begin with a single '/' and consist of printable ASCII characters without spaces, '\\' and '#', such as /health?full=1.";
    }

    public static string? Sha256(string hash) =>
        Platform.Blobs.BlobKey.IsSha256(hash) ? null : "It must be a SHA-256: 64 hexadecimal digits in lower case.";

    public static string? Id(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? null : "It is not an id.";

    private static string? Line(string text, int longest)
    {
        if (text.Length == 0)
            return "It must not be empty; leave it out, or send null.";
        if (System.Text.Encoding.UTF8.GetByteCount(text) > longest)
            return $"It must be at most {longest} bytes long.";
        return text.Any(char.IsControl) ? "It must not contain control characters." : null;
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z")]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^/(?!/)[!-~-[\\#]]*\z")]
    private static partial Regex PathOnHost();

    [GeneratedRegex("-[2-7][a-z2-7]{11}\\z")]
    private static partial Regex EndsLikeABuild();

    [GeneratedRegex(@"\A\s*-----BEGIN (?<kind>[A-Z0-9 ]*)PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END \k<kind>PRIVATE KEY-----\s*\z")]
    private static partial Regex PrivateKey();

    [GeneratedRegex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?\\z")]
    private static partial Regex DomainName();
}
