using System.Net;
using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Live.Events;

/// <summary>A build that is watched over the hub: its state, every line once, and its end behind the last of them.</summary>
[Collection(HeldSiloCollection.Name)]
public class WatchedBuildTests(HeldSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task A_build_is_told_from_its_state_to_its_end()
    {
        using var build = await HeldBuild.Start(fixture);
        await build.Say(3, "Grüße, \"quotes\" & <tags>\t\u2028 end");
        await using var client = await LiveClient.Connect(Silo);

        await client.Call("subscribe_build", build.Id, 0);
        var (first, second, third) = (await client.Next(), await client.Next(), await client.Next());
        build.LetGo();
        var rest = await client.Until(e => e.IsEndOf(build.Id));

        Assert.Equal(("changed", "build", build.Id), (first!.Name, first.Text("kind"), first.Text("id")));
        Assert.Equal(("build_status", "building"), (second!.Name, second.Text("status")));
        Assert.Equal(["build_id", "reason", "status", "step"], second.Data.AsObject().Select(f => f.Key).Order());
        Assert.Equal([1L, 2, 3], new[] { third! }.SeqsOf(build.Id));
        Assert.Equal("success", rest[^1].Text("status"));
        Assert.Equal(
            await Heard.Stored(Silo, build.Id),
            rest.Prepend(third!).Where(e => e.Name == "build_log").SelectMany(e => e.Data["lines"]!.AsArray()).Select(l => l!.ToJsonString()));
        Assert.Equal(
            ["clone", "detect", "pack", "upload"],
            rest.Where(e => e.Name == "build_status").Select(e => e.Text("step")).OfType<string>().Distinct());
        Assert.All(rest, e => Assert.Contains(e.Name, new[] { "changed", "build_status", "build_log" }));
    }

    [Fact]
    public async Task Of_a_build_that_has_ended_the_rest_of_the_log_is_told_and_then_how_it_ended()
    {
        var build = await HeldBuild.Queue(Silo);
        await Silo.Api.WaitForBuild(build);
        await using var client = await LiveClient.Connect(Silo);
        var last = (await Heard.Stored(Silo, build)).Count;

        foreach (var after in new long[] { 0, 2, last, last + 5, long.MaxValue })
        {
            await client.Call("subscribe_build", build, after);
            var heard = await client.Until(e => e.IsEndOf(build));
            Assert.Equal(Heard.To(last).Where(seq => seq > after), heard.SeqsOf(build));
        }
    }

    [Fact]
    public async Task Who_comes_back_at_any_place_misses_nothing_and_hears_nothing_twice()
    {
        using var build = await HeldBuild.Start(fixture);
        var (random, seqs, said) = (new Random(25), new List<long>(), 0);
        for (var visit = 0; visit < 30; visit++)
        {
            await Say();
            var client = await LiveClient.Connect(Silo);
            await client.Call("subscribe_build", build.Id, seqs.LastOrDefault());
            await Say();

            // Left at any place: in what storage had, in what came live, at the very end.
            for (var target = random.NextInt64(seqs.LastOrDefault(), said + 1); seqs.LastOrDefault() < target;)
                seqs.AddRange(new[] { (await client.Next())! }.SeqsOf(build.Id));
            await client.DisposeAsync();
        }

        build.LetGo();
        await using var last = await LiveClient.Connect(Silo);
        await last.Call("subscribe_build", build.Id, seqs[^1]);
        seqs.AddRange((await last.Until(e => e.IsEndOf(build.Id))).SeqsOf(build.Id));

        Assert.Equal((await Heard.Stored(Silo, build.Id)).Count, seqs.Count);
        Assert.Equal(Heard.To(seqs.Count), seqs);

        Task Say()
        {
            var lines = random.Next(1, 40);
            said += lines;
            return build.Say(lines);
        }
    }

    [Fact]
    public async Task Nothing_is_told_any_more_when_an_unsubscription_has_returned()
    {
        using var build = await HeldBuild.Start(fixture);
        await using var witness = await LiveClient.Connect(Silo);
        await using var client = await LiveClient.Connect(Silo);
        await witness.Call("subscribe_build", build.Id, 0);
        await client.Call("subscribe_build", build.Id, 0);
        await build.Say(5);
        await client.Until(e => new[] { e }.SeqsOf(build.Id).Contains(5));

        await client.Call("unsubscribe_build", build.Id);
        await build.Say(5);
        (await Silo.Api.Post($"/api/builds/{build.Id}/cancel")).Expect(HttpStatusCode.OK);
        var seen = await witness.Until(e => e.IsEndOf(build.Id));

        Assert.Equal(Heard.To(10), seen.SeqsOf(build.Id));
        Assert.Equal(("canceled", "canceled_by_user"), (seen[^1].Text("status"), seen[^1].Text("reason")));
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task Many_who_watch_hear_the_same()
    {
        using var build = await HeldBuild.Start(fixture);
        await build.Say(100);
        var clients = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => LiveClient.Connect(Silo)));
        await Task.WhenAll(clients.Select((client, i) => client.Call("subscribe_build", build.Id, i)));

        for (var batch = 0; batch < 50; batch++)
            await build.Say(20);
        build.LetGo();

        var all = await Task.WhenAll(clients.Select(client => client.Until(e => e.IsEndOf(build.Id))));
        var last = (await Heard.Stored(Silo, build.Id)).Count;
        foreach (var (heard, after) in all.Select((heard, i) => (heard, i)))
            Assert.Equal(Heard.To(last).Where(seq => seq > after), heard.SeqsOf(build.Id));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Who_does_not_read_is_told_of_a_gap_gets_it_out_of_storage_and_delays_nobody()
    {
        using var build = await HeldBuild.Start(fixture);
        await using var slow = await LiveSocket.Open(Silo.Endpoint, await LiveClient.TokenOf(Silo), smallBuffer: true);
        await slow.Call("1", "subscribe_build", build.Id, 0);
        await using var quick = await LiveClient.Connect(Silo);
        await quick.Call("subscribe_build", build.Id, 0);
        var text = new string('x', 2_000);

        // Far more than any socket keeps, and more than a viewer's queue holds.
        for (var batch = 1; batch <= 100; batch++)
        {
            await build.Say(50, text);
            await slow.Send("""{"type":6}"""); // it is there, and does not read
            await quick.Until(e => new[] { e }.SeqsOf(build.Id).Contains(batch * 50L));
        }

        build.LetGo();
        await quick.Until(e => e.IsEndOf(build.Id));

        var heard = new List<LiveEvent>();
        while (heard.Count == 0 || !heard[^1].IsEndOf(build.Id))
        {
            var message = (await slow.Receive())!;
            if (message["target"]?.GetValue<string>() is { } name)
                heard.Add(new LiveEvent(name, message["arguments"]![0]!));
        }

        Assert.Equal(Heard.To((await Heard.Stored(Silo, build.Id)).Count), heard.SeqsOf(build.Id));
        var gap = heard.First(e => e.Name == "gap");
        Assert.Equal(build.Id, gap.Text("build_id"));
        Assert.Equal(heard.TakeWhile(e => e != gap).SeqsOf(build.Id).Last() + 1, gap.Number("from"));
        Assert.InRange(gap.Number("to"), gap.Number("from") + 50, heard.SeqsOf(build.Id).Last());
    }
}
