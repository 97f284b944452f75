using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>The running server: found again if an earlier life of ours left it, launched if not, stopped with us.</summary>
internal sealed class Postmaster(ClusterHome home, PostgresBinaries binaries, TimeSpan startTimeout, ServerLog log, ILogger logger)
{
    private const int FastSeconds = 20;
    private const int ImmediateSeconds = 10;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    public bool IsRunning => Running() is not null;

    /// <summary>The socket folder of a server that still runs; null when none does.</summary>
    public async Task<string?> Adopt(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); Running() is { } server; await Task.Delay(50, cancellationToken))
        {
            if (server.IsReady && Path.Exists(SocketFolder.SocketIn(server.SocketFolder)))
            {
                PrivatePostgresLog.Adopted(logger, server.Pid, home.Folder);
                return server.SocketFolder;
            }

            // Ready, but its socket was swept away (by a cleaner of /tmp): nobody can reach it any more.
            if (server.IsReady)
                await Stop();
            else if (Stopwatch.GetElapsedTime(started) > startTimeout)
                throw await Failure($"A PostgreSQL that was already running in {home.Folder} is '{server.Status}' for too long.");
        }

        return null;
    }

    /// <summary>The server runs in a session of its own, and outlives a kill of ours.</summary>
    public async Task Launch(CancellationToken cancellationToken)
    {
        await ClearAftermath(cancellationToken);
        var seconds = ((int)startTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var launching = home.Run(
            binaries.PgCtl, ["start", "-D", Cluster.Folder, "-l", ServerLog.File, "-s", "-w", "-t", seconds], startTimeout + Margin,
            cancellationToken: CancellationToken.None);
        try
        {
            await launching.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await TakeBack(launching);
            throw;
        }

        var result = await launching;
        if (!result.Succeeded)
            throw await Failure($"PostgreSQL did not start in {home.Folder}. {result.Output}");
    }

    public async Task Stop()
    {
        if (Running() is null)
            return;

        if (!await Stop("fast", FastSeconds))
        {
            PrivatePostgresLog.StopsTheHardWay(logger, home.Folder, FastSeconds);
            await Stop("immediate", ImmediateSeconds);
        }

        if (!await ClusterProcesses.AreGone(home.Cluster, Margin, CancellationToken.None))
            throw await Failure($"PostgreSQL in {home.Folder} did not stop.");
    }

    public async Task<PostgresFailedException> Failure(string sentence, Exception? inner = null) =>
        new($"{sentence.Trim()}\n{await log.Tail()}", inner);

    private async Task<bool> Stop(string mode, int seconds)
    {
        var result = await home.Run(
            binaries.PgCtl, ["stop", "-D", Cluster.Folder, "-m", mode, "-s", "-w", "-t", seconds.ToString(CultureInfo.InvariantCulture)],
            TimeSpan.FromSeconds(seconds) + Margin);
        return result.Succeeded;
    }

    private PostmasterFile? Running() =>
        PostmasterFile.Read(home.Cluster) is { } server && ClusterProcesses.Is(server.Pid, home.Cluster) ? server : null;

    /// <summary>
    /// A pg_ctl that is killed may leave a server behind that has not yet said who it is. So it is let come to its end, which is soon:
    /// its server is stopped as soon as it can be found.
    /// </summary>
    private async Task TakeBack(Task<CommandResult> launching)
    {
        while (!launching.IsCompleted)
        {
            await Stop();
            await Task.WhenAny(launching, Task.Delay(20));
        }

        await Stop();
    }

    /// <summary>
    /// A server that was killed leaves children, which hold its memory, and its number, which may be another process's by now; each
    /// would keep a new server from starting.
    /// </summary>
    private async Task ClearAftermath(CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(home.Cluster) is not { } dead)
            return;

        PrivatePostgresLog.Recovers(logger, home.Folder, dead.Pid);
        foreach (var orphan in ClusterProcesses.In(home.Cluster))
            ClusterProcesses.Kill(orphan);
        if (!await ClusterProcesses.AreGone(home.Cluster, Margin, cancellationToken))
            throw await Failure($"Processes of a PostgreSQL that died in {home.Folder} do not end.");

        if (Directory.Exists($"/proc/{dead.Pid}"))
            await home.Run(
                "rm", ["-f", "--", $"{Cluster.Folder}/postmaster.pid", SocketFolder.SocketIn(dead.SocketFolder) + ".lock"],
                cancellationToken: cancellationToken);
    }
}
