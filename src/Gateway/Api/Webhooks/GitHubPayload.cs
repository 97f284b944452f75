using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Webhooks;

/// <summary>Reads what GitHub sends. What is not as GitHub has it is nothing that anything follows from.</summary>
internal static partial class GitHubPayload
{
    private const int LongestText = 200;
    private const int LongestMessage = 64 << 10;
    private static readonly string[] s_names = ["full_name", "clone_url", "ssh_url", "git_url", "html_url"];

    /// <summary>By which names the repository may be known to a project: see the column `repository`.</summary>
    public static IReadOnlyList<string> Repositories(JsonElement root)
    {
        if (Inside(root, "repository") is not { } repository)
            return [];
        return
        [
            .. s_names.Select(name => Text(repository, name)).OfType<string>()
                .Where(text => text.Length <= 2_048 && !text.Any(char.IsControl))
                .Select(text => Around().Replace(text, "").ToLowerInvariant()).Where(text => text.Length > 0).Distinct(),
        ];
    }

    public static HostEvent Read(string kind, JsonElement root) => kind switch
    {
        "push" => Push(root),
        "pull_request" => PullRequest(root),
        _ => new HostEvent.Other(),
    };

    private static HostEvent Push(JsonElement root)
    {
        const string branches = "refs/heads/";
        if (Text(root, "ref") is not { } name || !name.StartsWith(branches, StringComparison.Ordinal) || GitRef.Complaint(name[branches.Length..]) is not null
            || Text(root, "before") is not { } before || Text(root, "after") is not { } after || !GitRef.IsCommit(before) || !GitRef.IsCommit(after))
        {
            return new HostEvent.Other();
        }

        var commit = Inside(root, "head_commit");
        return new HostEvent.Push(
            name[branches.Length..], before, after, Moment(root, "repository", "pushed_at"), commit is { } one ? Time(one, "timestamp") : null,
            commit is { } said && Text(said, "message") is { } message ? message[..Math.Min(message.Length, LongestMessage)] : "");
    }

    private static HostEvent PullRequest(JsonElement root)
    {
        if (Text(root, "action") is not ("opened" or "synchronize" or "reopened" or "closed") || Inside(root, "pull_request") is not { } pull
            || !root.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var value) || value < 1
            || Inside(pull, "head") is not { } head || Text(head, "ref") is not { } branch || GitRef.Complaint(branch) is not null
            || Text(head, "sha") is not { } commit || !GitRef.IsCommit(commit))
        {
            return new HostEvent.Other();
        }

        // The repository of one from elsewhere may have been deleted since: then it is nobody's, and not ours.
        var mine = Inside(pull, "base") is { } into && Inside(into, "repo") is { } repository ? Text(repository, "full_name") : null;
        var theirs = Inside(head, "repo") is { } other ? Text(other, "full_name") : null;
        var isForeign = mine is null || theirs is null || !string.Equals(mine, theirs, StringComparison.OrdinalIgnoreCase);
        return new HostEvent.PullRequest(
            value, branch, commit, isForeign, Text(root, "action") != "closed", Time(pull, "updated_at"), Shown(Text(pull, "title")),
            Shown(Inside(pull, "user") is { } user ? Text(user, "login") : null));
    }

    private static string Shown(string? text) => StorableText.Of(text is null ? "" : text[..Math.Min(text.Length, LongestText)]);

    private static JsonElement? Inside(JsonElement outer, string name) =>
        outer.ValueKind == JsonValueKind.Object && outer.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : null;

    private static string? Text(JsonElement outer, string name)
    {
        if (outer.ValueKind != JsonValueKind.Object || !outer.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }

    private static DateTimeOffset? Time(JsonElement outer, string name) =>
        Text(outer, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>In messages about pushes it is a number of seconds, elsewhere a text.</summary>
    private static DateTimeOffset? Moment(JsonElement root, string outer, string name)
    {
        const long last = 253_402_300_799;
        if (Inside(root, outer) is not { } inside)
            return null;
        return inside.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds)
            ? seconds is > 0 and <= last ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null
            : Time(inside, name);
    }

    [GeneratedRegex(@"^[A-Za-z]+://[^/]*/+|^[^@/:]+@[^:/]+:/*|(\.git)?/*$")]
    private static partial Regex Around();
}
