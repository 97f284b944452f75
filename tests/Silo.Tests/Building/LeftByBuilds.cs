using System.Diagnostics;
using Dapper;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Silo.Tests.Building;

/// <summary>Alone, because others have boxes open, and take memory.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>What builds of a silo have left: of processes, files, mounts, users, networks, listeners and artifacts.</summary>
internal sealed class LeftByBuilds(TestSilo silo) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Folders = ["workspaces", "boxes"];

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(silo.ConnectionString);
    private readonly int _sockets = BoxTraces.ForeignSockets();

    /// <summary>A build that has ended may still be clearing up.</summary>
    public async Task Nothing()
    {
        for (var started = Stopwatch.GetTimestamp(); Left() is { Count: > 0 } left; await Task.Yield())
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, string.Join('\n', left));
    }

    public async Task<long> ArtifactsOf(string build)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from artifacts where build_id = @build", new { build });
    }

    public void Dispose() => _source.Dispose();

    private List<string> Left()
    {
        List<string> left = [.. Folders.SelectMany(f => Directory.EnumerateFileSystemEntries(Path.Combine(silo.Folder, f))), .. BoxTraces.Of(silo.Folder)];
        if (BoxTraces.ForeignSockets() is var sockets && sockets > _sockets)
            left.Add($"{sockets - _sockets} sockets in networks of boxes");
        return left;
    }
}
