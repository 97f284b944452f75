namespace MiniVercel;

/// <summary>What a silo can be there for. One may be there for all of it.</summary>
public static class SiloRole
{
    /// <summary>Takes visitors' requests and the API's.</summary>
    public const string Gateway = "gateway";

    /// <summary>Builds.</summary>
    public const string Worker = "worker";

    /// <summary>Keeps artifacts and activates them.</summary>
    public const string Engine = "engine";

    public static IReadOnlyList<string> All { get; } = [Gateway, Worker, Engine];
}
