using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Live.Events;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Live.Events;

/// <summary>A silo that bears little and asks again soon.</summary>
public sealed class LiveSilo : IAsyncLifetime
{
    internal static readonly LiveLimits Limits = new()
    {
        ConnectionsOfOne = 3,
        SubscriptionsOfConnection = 3,
        CallsAtOnce = 10,
        CallsPerSecond = 1,
        AskAgainEvery = TimeSpan.FromMilliseconds(100),
    };

    public TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await TestSilo.Start(services => services.AddSingleton(Limits));

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}
