using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Engines;
using MiniVercel.Silo;

namespace MiniVercel.Bench.Cluster;

/// <summary>A whole silo in this process, of a cluster that the database and the secret make.</summary>
internal static class ClusterSilo
{
    public const string Secret = "the secret of a cluster that lives for one benchmark";

    public static Task<SiloHost> Start(string database, string data) => SiloHost.Start(
        new SiloOptions { Port = 0, Data = data, Database = database, ClusterSecret = Secret },
        services => services.AddBenchGrains());

    /// <summary>The other silo: it runs until its input ends.</summary>
    public static async Task Serve(string database, string data)
    {
        await using var silo = await Start(database, data);
        Console.WriteLine(ContenderProcess.Mark);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
