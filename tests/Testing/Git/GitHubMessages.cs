using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MiniVercel.Testing.Git;

/// <summary>What GitHub sends when something happens in a repository, as it writes and signs it.</summary>
public sealed class GitHubMessages(string cloneUrl, string fullName = "acme/site")
{
    public const string NoCommit = "0000000000000000000000000000000000000000";

    private static readonly DateTimeOffset s_beginning = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static int s_deliveries;

    public static string NewDelivery() => $"d-{Interlocked.Increment(ref s_deliveries)}";

    public static string Signature(string body, string secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    public static HttpContent Content(string body, string kind, string delivery)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        content.Headers.Add("x-github-event", kind);
        content.Headers.Add("x-github-delivery", delivery);
        return content;
    }

    public static HttpContent Signed(string body, string kind, string delivery, string secret)
    {
        var content = Content(body, kind, delivery);
        content.Headers.Add("x-hub-signature-256", Signature(body, secret));
        return content;
    }

    /// <param name="second">When it came there, by the host's clock.</param>
    public string Push(string before, string after, int second, string branch = "main", string message = "a commit", string? reference = null) => JsonSerializer.Serialize(new
    {
        @ref = reference ?? $"refs/heads/{branch}",
        before,
        after,
        deleted = after == NoCommit,
        head_commit = after == NoCommit ? null : new { id = after, message, timestamp = s_beginning },
        repository = new { full_name = fullName, clone_url = cloneUrl, pushed_at = s_beginning.AddSeconds(second).ToUnixTimeSeconds() },
    });

    public string PullRequest(string action, int number, string commit, int second, string branch = "topic", string? from = null) => JsonSerializer.Serialize(new
    {
        action,
        number,
        pull_request = new
        {
            title = "A better page",
            user = new { login = "grace" },
            updated_at = s_beginning.AddSeconds(second),
            head = new { @ref = branch, sha = commit, repo = new { full_name = from ?? fullName } },
            @base = new { @ref = "main", repo = new { full_name = fullName } },
        },
        repository = new { full_name = fullName, clone_url = cloneUrl },
    });
}
