using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;

namespace MiniVercel.Platform.Nodes;

/// <summary>How an attempt to fetch a content from the other nodes ended.</summary>
public enum BlobFetch
{
    Here,

    /// <summary>Whoever is said to have it was asked, and has it no more or not as it was.</summary>
    Nowhere,

    /// <summary>Somebody who has it could not be asked now: a node that starts again, or whose lease ran out while the database was away.</summary>
    OutOfReach,
}

/// <summary>
/// Contents between nodes. Engines keep them, at least two of them where there are two; what other nodes have on their disk
/// is a copy that they may lose.
/// </summary>
public sealed partial class BlobExchange(
    IBlobStore store, Database database, NodeDirectory nodes, NodeClient client, SiloIdentity silo, TimeProvider clock, ILogger<BlobExchange> logger)
    : IBlobFetcher
{
    /// <summary>How many engines keep a content, where there are as many.</summary>
    internal const int Copies = 2;

    private static readonly TimeSpan KeepWithin = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan FetchWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<BlobKey, Lazy<Task<bool>>> _fetching = new();

    public Task<bool> Bring(BlobKey key, long size, CancellationToken cancellationToken) =>
        store.Has(key) ? Task.FromResult(true) : Fetch(key, size, cancellationToken);

    /// <summary>
    /// Fetches the content, whatever lies here; all who want it at the same time share one fetch. Who has it and is out of reach is waited
    /// for: what is taken for lost is a build that failed or a deployment that is unhealthy for ever.
    /// </summary>
    public Task<bool> Fetch(BlobKey key, long size, CancellationToken cancellationToken) =>
        _fetching.GetOrAdd(key, _ => new(() => FetchForAll(key, size))).Value.WaitAsync(cancellationToken);

    /// <summary>Returns when enough engines have the content that lies here.</summary>
    public async Task Keep(BlobKey key, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (!await TryKeep(key, cancellationToken))
        {
            if (clock.GetElapsedTime(started) > KeepWithin)
                throw new TimeoutException($"Too few engines took the content {key} within {KeepWithin.TotalSeconds:0} seconds.");
            await Task.Delay(LookAgainAfter, clock, cancellationToken);
        }
    }

    /// <summary>Notes that this node, an engine, has the content; false where a sweep has just taken it away.</summary>
    public Task<bool> NoteHere(BlobKey key, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await ContentLock.Share(connection, transaction, token);
            if (!store.Has(key))
                return false;
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into blob_locations (blob, node_id) values (@blob, @node) on conflict do nothing",
                new { blob = key.ToString(), node = silo.NodeId }, transaction, cancellationToken: token));
            return true;
        },
        cancellationToken);

    /// <summary>Whether enough engines have the content that lies here; those that lack it are sent it once.</summary>
    public async Task<bool> TryKeep(BlobKey key, CancellationToken cancellationToken)
    {
        var engines = await nodes.Engines(cancellationToken);
        var wanted = Math.Min(Copies, engines.Count);
        if (engines is [var only] && nodes.IsSelf(only))
            return true; // noted when it was written
        if (silo.Is(SiloRole.Engine))
            await NoteHere(key, cancellationToken);

        var have = await Holders(key, cancellationToken);
        var copies = engines.Count(engine => have.Contains(engine.Id));
        var others = engines.Where(engine => !have.Contains(engine.Id) && !nodes.IsSelf(engine)).ToArray();
        Random.Shared.Shuffle(others);
        foreach (var engine in others)
        {
            if (copies >= wanted)
                break;
            if (await TrySend(engine, key, cancellationToken))
                copies++;
        }

        if (wanted > 0 && copies >= wanted)
            return true;
        nodes.Forget(); // Whoever did not take it may have gone, and another have come.
        return false;
    }

    /// <summary>Fetches the content, whatever lies here, from whoever can be asked now.</summary>
    public async Task<BlobFetch> TryFetch(BlobKey key, long size, CancellationToken cancellationToken)
    {
        var unasked = await Holders(key, cancellationToken);
        unasked.Remove(silo.NodeId);
        var candidates = (await nodes.All(cancellationToken)).Where(node => unasked.Contains(node.Id)).ToArray();
        Random.Shared.Shuffle(candidates);
        foreach (var node in candidates)
        {
            try
            {
                if (await client.Fetch(node, key, size, store, cancellationToken))
                    return !silo.Is(SiloRole.Engine) || await NoteHere(key, cancellationToken) ? BlobFetch.Here : BlobFetch.Nowhere;
                unasked.Remove(node.Id);
            }
            catch (Exception e) when (e is HttpRequestException or IOException && !FullDisk.IsCauseOf(e))
            {
                LogNotFetched(key.ToString(), node.Address, e.Message);
            }
        }

        return unasked.Count == 0 ? BlobFetch.Nowhere : BlobFetch.OutOfReach;
    }

    private async Task<bool> TrySend(Node engine, BlobKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Send(engine, key, store.Find(key) ?? throw new FileNotFoundException($"The content {key} is not here."), cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            LogNotSent(key.ToString(), engine.Address, e.Message);
            return false;
        }
    }

    /// <summary>Stays the one fetch of its content until it has ended, whoever of those who wait goes away.</summary>
    private async Task<bool> FetchForAll(BlobKey key, long size)
    {
        try
        {
            return await FetchFromAny(key, size);
        }
        finally
        {
            _fetching.TryRemove(key, out _);
        }
    }

    private async Task<bool> FetchFromAny(BlobKey key, long size)
    {
        var started = clock.GetTimestamp();
        for (var pause = LookAgainAfter; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            var fetch = await TryFetch(key, size, CancellationToken.None);
            if (fetch is not BlobFetch.OutOfReach || clock.GetElapsedTime(started) > FetchWithin)
                return fetch is BlobFetch.Here;
            await Task.Delay(pause, clock);
        }
    }

    private Task<HashSet<string>> Holders(BlobKey key, CancellationToken cancellationToken) => database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            "select node_id from blob_locations where blob = @blob", new { blob = key.ToString() }, cancellationToken: token))).ToHashSet(),
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content {Blob} could not be brought to {Node}: {Error}")]
    private partial void LogNotSent(string blob, string node, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content {Blob} could not be fetched from {Node}: {Error}")]
    private partial void LogNotFetched(string blob, string node, string error);
}
