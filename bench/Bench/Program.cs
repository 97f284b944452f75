using System.CommandLine;
using MiniVercel.Bench.Api;
using MiniVercel.Bench.Builds;
using MiniVercel.Bench.Cluster;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Engine;
using MiniVercel.Bench.Live;
using MiniVercel.Bench.Serving;

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

var part = new Option<string?>("--only") { Description = "One part of it." };
part.AcceptOnlyFromAmong(ServeBench.Parts);
var serve = new Command("serve", "What it costs to serve a site.") { rounds, part };
serve.SetAction((parsed, cancellationToken) => ServeBench.Run(parsed.GetValue(rounds), parsed.GetValue(part), cancellationToken));

var cycles = new Option<int>("--cycles") { Description = "How many switches and rollbacks.", DefaultValueFactory = _ => 200 };
var switching = new Command("switch", "Switches under visitors of every kind.") { cycles };
switching.SetAction((parsed, cancellationToken) => SwitchBench.Run(parsed.GetValue(cycles), cancellationToken));

var live = new Command("live", "Live events for many who watch one build.");
live.SetAction((_, cancellationToken) => LiveBench.Run(cancellationToken));

var kind = new Option<string?>("--only") { Description = "One kind of call." };
kind.AcceptOnlyFromAmong(ApiBench.Parts);
var api = new Command("api", "What stands between a caller of the API and the database.") { rounds, kind };
api.SetAction((parsed, cancellationToken) => ApiBench.Run(parsed.GetValue(rounds), parsed.GetValue(kind), cancellationToken));

var arguments = new Argument<string[]>("what");
var contender = new Command("contender", "One side of a race, driven through its input.") { arguments };
contender.Hidden = true;
contender.SetAction(async (parsed, cancellationToken) =>
{
    switch (parsed.GetValue(arguments))
    {
        case ["echo-server"]:
            await EchoServer.Run();
            return;
        case ["kestrel-floor", var port]:
            await KestrelFloor.Serve(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
            return;
        case ["forwarder-floor", var port, var destination]:
            await ForwarderFloor.Serve(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), destination, cancellationToken);
            return;
        case ["api-floor", var port, var database]:
            await ApiFloor.Serve(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), database, cancellationToken);
            return;
        case ["cluster-silo", var database, var data]:
            await ClusterSilo.Serve(database, data);
            return;
    }

    await using var mine = await Contender.Of(parsed.GetValue(arguments)!);
    await ContenderProcess.Serve(mine);
});

return await new RootCommand("Benchmarks: each number stands beside its floor, measured in turns in the same run.") { engine, cluster, build, serve, switching, live, api, contender }
    .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
