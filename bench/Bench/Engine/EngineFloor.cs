using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;
using MiniVercel.Platform.Storage;
using Npgsql;
using NpgsqlTypes;

namespace MiniVercel.Bench.Engine;

/// <summary>The least that each thing can cost: a hop through a bare channel, and the same row written by Npgsql alone.</summary>
internal sealed class EngineFloor : IContender
{
    private const string Upsert =
        """
        insert into projects (id, team_id, version, write_id, wake_at, state) values ($1, $2, 1, $3, null, $4)
        on conflict (id) do update set version = projects.version + 1, write_id = excluded.write_id, state = excluded.state
        """;

    private readonly Database _database;
    private readonly Hop[] _hops = [.. Enumerable.Range(0, EngineBench.MostInFlight).Select(_ => new Hop())];

    private EngineFloor(Database database) => _database = database;

    public static async Task<EngineFloor> Start(string connectionString)
    {
        var database = new Database(connectionString);
        await new Migrator(database, NullLogger<Migrator>.Instance).Migrate(CancellationToken.None);
        return new EngineFloor(database);
    }

    public Task<Measurement> Measure(string what, int inFlight) => Lanes.Run(inFlight, what switch
    {
        EngineBench.Call => (lane, n) => _hops[lane].Ask(n),
        EngineBench.Write => Write,
        EngineBench.Activate => (_, n) => Fresh(n),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such benchmark."),
    });

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task Write(int lane, long value)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Upsert, connection);
        command.Parameters.Add(new() { Value = $"floor-{lane}" });
        command.Parameters.Add(new() { Value = TeamId.Default.Value });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new()
        {
            Value = JsonSerializer.Serialize(new BenchRecord { Value = value }, StateJson.Options),
            NpgsqlDbType = NpgsqlDbType.Jsonb,
        });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Fresh(long value)
    {
        var hop = new Hop();
        await hop.Ask(value);
        hop.Close();
    }

    /// <summary>A mailbox and somebody who reads it.</summary>
    private sealed class Hop
    {
        private readonly Channel<(long Value, TaskCompletionSource<long> Answer)> _mailbox =
            Channel.CreateBounded<(long, TaskCompletionSource<long>)>(new BoundedChannelOptions(1_000) { SingleReader = true });

        public Hop() => _ = Task.Run(Read);

        public async Task<long> Ask(long value)
        {
            var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            await _mailbox.Writer.WriteAsync((value, answer));
            return await answer.Task;
        }

        public void Close() => _mailbox.Writer.Complete();

        private async Task Read()
        {
            await foreach (var (value, answer) in _mailbox.Reader.ReadAllAsync())
                answer.SetResult(value);
        }
    }
}
