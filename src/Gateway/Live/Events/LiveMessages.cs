using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using MiniVercel.Platform.Changes;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>What clients are told, in the words of the contract. A message is written out once, for however many it is sent to.</summary>
internal static class LiveMessages
{
    public static SerializedHubMessage Log(string build, LineBatch batch) => Of("build_log", new { BuildId = build, batch.Lines });

    public static SerializedHubMessage Gap(string build, long from, long to) => Of("gap", new { BuildId = build, From = from, To = to });

    public static SerializedHubMessage Changed(Change change) => Of("changed", new { change.Kind, change.Id, change.Version });

    /// <summary>Nothing where only something else of it is new.</summary>
    public static SerializedHubMessage? Status(Change change) => change switch
    {
        { Status: null } => null,
        { Kind: Change.Build } => Of("build_status", new { BuildId = change.Id, change.Status, change.Step, change.Reason }),
        { Kind: Change.Deployment } => Of("deployment_status", new { DeploymentId = change.Id, change.ProjectId, change.Status, change.Reason }),
        _ => null,
    };

    private static SerializedHubMessage Of(string name, object what) => new(new InvocationMessage(name, [what]));
}

/// <summary>A change on its way to those who want to know of it.</summary>
internal sealed class News(Change change)
{
    public Change Change => change;

    public SerializedHubMessage Changed { get; } = LiveMessages.Changed(change);

    public SerializedHubMessage? Status { get; } = LiveMessages.Status(change);
}
