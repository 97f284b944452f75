namespace MiniVercel.Platform.Apps;

/// <summary>An app that this silo is to run, or still answers for.</summary>
/// <param name="Claim">Which time it was taken on; a later one is somebody else's.</param>
/// <param name="IsMine">Whether this silo is to run it; otherwise somebody else is about to take its place.</param>
/// <param name="IsPreview">Whether it is a build's own, for whoever looks at it, and not a deployment's.</param>
/// <param name="IsWanted">Whether anybody is still sent to it, or may be about to be.</param>
/// <param name="HasServed">Whether visitors may be with it.</param>
public sealed record HostedRow(AppId Id, ProjectId Project, BuildId Build, long Claim, bool IsMine, bool IsPreview, bool IsWanted, bool HasServed);
