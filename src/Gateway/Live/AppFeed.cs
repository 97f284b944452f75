using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Live;

/// <summary>What a running app prints. Nobody says when there is something new: while somebody watches, storage is looked into.</summary>
internal sealed class AppFeed(string app, AppLogStore logs) : LogFeed(LookEvery)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public override Task<IReadOnlyList<LogLine>> Stored(long after, int limit, CancellationToken cancellationToken) =>
        logs.Read(app, after, limit, cancellationToken);

    protected override Task<long> LastSeq(CancellationToken cancellationToken) => logs.LastSeq(app, cancellationToken);
}
