using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Ports;
using MiniVercel.Testing.Barriers;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>A silo that tells which way an activation took through it.</summary>
internal sealed class HistorySilo : IAsyncDisposable
{
    private HistorySilo(TestSilo silo, RecordedFailpoints ways) => (Silo, Ways) = (silo, ways);

    public TestSilo Silo { get; }

    public RecordedFailpoints Ways { get; }

    public static async Task<HistorySilo> Start(Action<IServiceCollection>? sabotage = null)
    {
        var ways = new RecordedFailpoints();
        var silo = await TestSilo.Start(services =>
        {
            services.AddSingleton<IFailpoints>(ways);
            sabotage?.Invoke(services);
        });
        return new HistorySilo(silo, ways);
    }

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
