namespace MiniVercel.Gateway.Api.Builds;

/// <summary>What is to be built: an upload, or a commit of the repository; the branch's head if nothing is said.</summary>
internal sealed record NewBuildBody(
    string? Ref = null, string? CommitSha = null, string? UploadId = null, bool Production = false, bool Force = false);

internal sealed record DeployBody(
    string ProjectId, string? Ref = null, string? CommitSha = null, string? UploadId = null, bool Production = false, bool Force = false);
