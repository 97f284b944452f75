using Microsoft.AspNetCore.Http;
using MiniVercel.Builds;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Git;

namespace MiniVercel.Gateway.Api.Builds;

/// <summary>Which of a project's builds are asked for; all of them where nothing is said.</summary>
public sealed record BuildFilter(string? Status, string? Branch)
{
    private static readonly string[] s_statuses = [.. Enum.GetValues<BuildStatus>().Select(s => s.Word())];

    public static BuildFilter Of(HttpRequest request)
    {
        var (status, branch) = (request.Query["status"].FirstOrDefault(), request.Query["branch"].FirstOrDefault());
        if (status is not null && !s_statuses.Contains(status))
            throw new InvalidInputException("status", $"It must be one of {string.Join(", ", s_statuses)}.");
        if (branch is not null && GitRef.Complaint(branch) is { } complaint)
            throw new InvalidInputException("branch", complaint);
        return new BuildFilter(status, branch);
    }
}
