using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Contenders;

/// <summary>One way to do what is measured, ready to do it round after round.</summary>
internal interface IContender : IAsyncDisposable
{
    Task<Measurement> Measure(string what, int inFlight);
}
