using System.ComponentModel.DataAnnotations;
using MiniVercel.Builds;
using MiniVercel.Gateway.Api.Described;

namespace MiniVercel.Gateway.Api.Webhooks;

/// <param name="Secret">What messages are signed with, shown this once.</param>
internal sealed record WebhookAnswer(string PayloadUrl, string ContentType, IReadOnlyList<string> Events, string? Secret, string CreatedAt);

/// <param name="Subject">The build's id, or `pull/7`.</param>
/// <param name="Told">Which status of the build is known there.</param>
/// <param name="Error">Why it could not be told the last time.</param>
internal sealed record ReportAnswer(
    [property: AllowedValues("status", "deployment", "comment")] string Kind, string Subject, string BuildId, [property: WordsOf<BuildStatus>] string? Told, int Tries,
    string? Error, [property: AllowedValues("told", "waiting", "dead")] string Status);

/// <param name="CommitSha">The commit that was looked at; a newer one is not approved with it.</param>
internal sealed record PullApprovalBody(string? CommitSha = null);

internal sealed record PullAnswer(
    int Number, string Title, string Author, string Branch, string CommitSha, bool IsOpen, bool FromFork,
    [property: AllowedValues("held", "skipped", "removed", "building")] string Status, string? BuildId);

/// <param name="HookId">As GitHub calls it.</param>
internal sealed record RegistrationAnswer(long? HookId, string PayloadUrl, string Repository);

internal sealed record RepositoryAnswer(string? FullName, string? GitUrl, string? Branch, bool IsPrivate);

/// <param name="Items">What came of it in each project that it speaks for.</param>
internal sealed record HeardAnswer(IReadOnlyList<HeardOutcome> Items);

internal sealed record HeardOutcome(
    string ProjectId, [property: AllowedValues("build", "hold", "skip", "remove", "known", "old", "repeated", "nothing")] string Outcome);

internal sealed record PongAnswer(bool Pong);
