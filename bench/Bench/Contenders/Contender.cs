using MiniVercel.Bench.Cluster;
using MiniVercel.Bench.Engine;

namespace MiniVercel.Bench.Contenders;

/// <summary>Which contender a process is to be.</summary>
internal static class Contender
{
    public static async Task<IContender> Of(string[] arguments) => arguments switch
    {
        ["engine-floor", var database] => await EngineFloor.Start(database),
        ["engine", var database, var data] => await EngineContender.Start(database, data),
        ["cluster", var database, var data] => await ClusterContender.Start(database, data),
        ["echo-floor"] => await EchoFloor.Start(),
        _ => throw new ArgumentException($"There is no contender '{string.Join(' ', arguments)}'.", nameof(arguments)),
    };
}
