namespace MiniVercel.Bench.Cluster;

/// <summary>A grain that says which process it lives in, and echoes what an EchoFrame's body is long.</summary>
public interface IPlacedGrain : IGrainWithStringKey
{
    Task<int> Process();

    Task<string> Echo(string text);
}

public sealed class PlacedGrain : Grain, IPlacedGrain
{
    public Task<int> Process() => Task.FromResult(Environment.ProcessId);

    public Task<string> Echo(string text) => Task.FromResult(text);
}
