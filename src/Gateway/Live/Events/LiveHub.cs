using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Gateway.Api.Projects;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>What clients can ask for. Each wish is looked up as the API looks it up: what is another team's is not there.</summary>
internal sealed class LiveHub(
    LiveConnections connections, LiveChanges changes, LogFeeds feeds, LiveLimits limits, BuildQueries builds, ProjectQueries projects, TeamOfResource teams,
    IHostApplicationLifetime life, TimeProvider clock, ILogger<LiveHub> logger) : Hub
{
    private const int LongestId = 64;

    public override Task OnConnectedAsync()
    {
        var request = Context.GetHttpContext()!;
        var connection = new LiveConnection(
            LiveClients.Of(Context), Papers.Of(request), request.Caller(), changes, feeds, limits, new CallBudget(limits, clock), logger);
        Context.Items[typeof(LiveConnection)] = connection;
        connections.Add(connection);
        connection.Start();
        if (life.ApplicationStopping.IsCancellationRequested)
            connection.Abort(); // came in at the last moment, when all others were sent away already
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[typeof(LiveConnection)] is not LiveConnection connection)
            return;
        connections.Remove(connection);
        await connection.End();
    }

    [HubMethodName("subscribe_build")]
    public async Task SubscribeBuild(string build, long afterSeq)
    {
        if (afterSeq < 0)
            throw new HubException("after_seq must be the number of the last line already read, or 0.");
        if (await TeamOf(build) is not { } team || await builds.Find(team, build, Context.ConnectionAborted) is null)
            throw new HubException("There is no such build.");
        await Connection.Subscribe(new Topic(TopicKind.Build, build), team, afterSeq);
    }

    [HubMethodName("unsubscribe_build")]
    public Task UnsubscribeBuild(string build) => Unsubscribe(TopicKind.Build, build);

    [HubMethodName("subscribe_project")]
    public async Task SubscribeProject(string project)
    {
        if (await TeamOf(project) is not { } team || await projects.Find(team, project, Context.ConnectionAborted) is null)
            throw new HubException("There is no such project.");
        await Connection.Subscribe(new Topic(TopicKind.Project, project), team);
    }

    [HubMethodName("unsubscribe_project")]
    public Task UnsubscribeProject(string project) => Unsubscribe(TopicKind.Project, project);

    /// <summary>Whoever is in several is told of all of them.</summary>
    [HubMethodName("subscribe_team")]
    public async Task SubscribeTeam()
    {
        foreach (var team in Connection.Caller.Teams.Select(t => t.Team))
            await Connection.Subscribe(new Topic(TopicKind.Team, team.Value), team);
    }

    [HubMethodName("unsubscribe_team")]
    public async Task UnsubscribeTeam()
    {
        foreach (var team in Connection.Caller.TeamIds)
            await Unsubscribe(TopicKind.Team, team);
    }

    private LiveConnection Connection => LiveClients.ConnectionOf(Context);

    /// <summary>What is no id is nobody's.</summary>
    private async Task<TeamId?> TeamOf(string? id) => IsId(id)
        ? (await teams.ChooseBy(Connection.Caller, id!, Context.ConnectionAborted)).Team
        : null;

    private Task Unsubscribe(TopicKind kind, string? id) => id is null ? Task.CompletedTask : Connection.Unsubscribe(new Topic(kind, id));

    private static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && !id.Contains('\0');
}
