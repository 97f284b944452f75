using System.IO.Pipelines;

namespace MiniVercel.Runtime.Tests;

/// <summary>A peer that does not read must cost no more memory than was set aside for it.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task What_does_not_fit_the_queue_is_refused_and_the_rest_fails_with_the_connection()
    {
        await using var cluster = new TestCluster { Configure = options => (options.MaxFrameBytes, options.MaxQueuedBytes) = (200_000, 1_000_000) };
        var silo = await cluster.AddSiloAsync();
        using var deaf = new DeafStream();
        var connection = new Connection(silo.Cluster, deaf, PipeReader.Create(deaf), SiloAddress.NewClient());
        connection.Start();

        var calls = Enumerable.Range(0, 20).Select(_ => new VoidCall(GrainId.Create("travel", "x"), new Large())).ToList();
        foreach (var call in calls) Assert.Equal(SendResult.Done, connection.Send(call, placed: false));

        var refused = calls.Where(it => it.Result.IsFaulted).ToList();
        Assert.Equal(11, refused.Count);
        Assert.All(refused, it => Assert.IsType<LimitExceededException>(it.Result.Exception!.InnerException));
        connection.Close("enough");
        foreach (var call in calls.Except(refused)) await Assert.ThrowsAsync<SiloUnavailableException>(() => call.Result);
        Assert.Equal(SendResult.NotSent, connection.Send(new VoidCall(GrainId.Create("travel", "x"), new Large()), placed: false));
    }

    internal sealed class Large : GrainRequest
    {
        public string Arg0 { get; init; } = new('x', 100_000);

        public override string InterfaceName => "ILarge";

        public override string MethodName => "Go";

        public override Task InvokeAsync(object target, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Takes the first write and never finishes it.</summary>
    private sealed class DeafStream : MemoryStream
    {
        private readonly TaskCompletionSource _end = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _end.Task;
            return 0;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(_end.Task);

        protected override void Dispose(bool disposing)
        {
            _end.TrySetException(new IOException("closed"));
            base.Dispose(disposing);
        }
    }
}
