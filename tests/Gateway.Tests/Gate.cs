using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests;

/// <summary>Holds the first that reaches a failpoint until it is let go, so that a build can be looked at in the middle.</summary>
public sealed class Gate : IFailpoints
{
    private volatile Action<Failpoint> _reached = _ => { };

    public void Reach(Failpoint failpoint) => _reached(failpoint);

    public Hold At(Failpoint failpoint)
    {
        var hold = new Hold(failpoint);
        _reached = hold.Stop;
        return hold;
    }

    public sealed class Hold(Failpoint failpoint) : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new();

        public Task Reached() => _reached.Task.WaitAsync(Patience);

        public void LetGo() => _open.TrySetResult();

        public void Dispose() => LetGo();

        internal void Stop(Failpoint reached)
        {
            if (reached == failpoint && _reached.TrySetResult())
                _open.Task.Wait(Patience);
        }
    }
}

/// <summary>A silo whose builds and activations can be held; its tests run one after the other.</summary>
public sealed class HeldSilo : IAsyncLifetime
{
    public Gate Gate { get; } = new();

    public TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await TestSilo.Start(services => services.AddSingleton<IFailpoints>(Gate));

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class HeldSiloCollection : ICollectionFixture<HeldSilo>
{
    public const string Name = "held silo";
}
