using System.CommandLine;
using MiniVercel.Bench.Builds;
using MiniVercel.Bench.Cluster;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Engine;

var rounds = new Option<int>("--rounds") { Description = "How often everybody takes a turn.", DefaultValueFactory = _ => 5 };
var beside = new Option<string?>("--orleans") { Description = "This program built with Engine=Orleans, to take turns as well." };

var engine = new Command("engine", "Calls, state writes and activations inside one process.") { rounds, beside };
engine.SetAction((parsed, _) => EngineBench.Run(parsed.GetValue(rounds), parsed.GetValue(beside)));

var cluster = new Command("cluster", "Calls from silo to silo.") { rounds, beside };
cluster.SetAction((parsed, _) => ClusterBench.Run(parsed.GetValue(rounds), parsed.GetValue(beside)));

var only = new Option<string?>("--only") { Description = "One part of it." };
only.AcceptOnlyFromAmong(BuildBench.Parts);
var build = new Command("build", "What the platform adds to a build.") { rounds, only };
build.SetAction((parsed, cancellationToken) => BuildBench.Run(parsed.GetValue(rounds), parsed.GetValue(only), cancellationToken));

var arguments = new Argument<string[]>("what");
var contender = new Command("contender", "One side of a race, driven through its input.") { arguments };
contender.Hidden = true;
contender.SetAction(async (parsed, _) =>
{
    switch (parsed.GetValue(arguments))
    {
        case ["echo-server"]:
            await EchoServer.Run();
            return;
        case ["cluster-silo", var database, var data]:
            await ClusterSilo.Serve(database, data);
            return;
    }

    await using var mine = await Contender.Of(parsed.GetValue(arguments)!);
    await ContenderProcess.Serve(mine);
});

return await new RootCommand("Benchmarks: each number stands beside its floor, measured in turns in the same run.") { engine, cluster, build, contender }
    .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
