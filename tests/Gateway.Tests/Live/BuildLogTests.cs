using System.Net;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Live;

/// <summary>A build's log, in pages, as a text and while it is written: every line once and in order, whoever reads it how.</summary>
[Collection(HeldSiloCollection.Name)]
public class BuildLogTests(HeldSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task The_three_forms_tell_the_same_lines()
    {
        using var build = await HeldBuild.Start(fixture);
        await build.Say(5, "Grüße, \"quotes\" & <tags>\t\u2028 end");
        build.LetGo();
        var ended = await Silo.Api.WaitForBuild(build.Id);

        var page = (await Silo.Api.Get($"/api/builds/{build.Id}/logs")).Expect(HttpStatusCode.OK);
        var plain = await Plain(build.Id);
        using var stream = await EventStream.Open(Silo, build.Id);
        var events = await stream.ToEnd();

        var items = page["items"].AsArray();
        Assert.Null(page.Json!["next"]);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["at", "seq", "step", "stream", "text"], items[0]!.AsObject().Select(f => f.Key).Order());
        Assert.Equal(Enumerable.Range(1, items.Count).Select(i => (long)i), items.Select(i => i!["seq"]!.GetValue<long>()));
        Assert.Equal(items.Select(i => i!.ToJsonString()), events.SkipLast(1).Select(e => e.Data.ToJsonString()));
        Assert.Equal(string.Concat(items.Select(i => i!["text"]!.GetValue<string>() + "\n")), plain);
        Assert.Equal(("status", ended.Json!.ToJsonString()), (events[^1].Name, events[^1].Data.ToJsonString()));
    }

    [Fact]
    public async Task A_page_goes_on_where_the_one_before_ended()
    {
        using var build = await HeldBuild.Start(fixture);
        await build.Say(2_500);
        build.LetGo();
        await Silo.Api.WaitForBuild(build.Id);

        var (seqs, pages, next) = (new List<long>(), 0, (long?)0);
        for (; next is not null; pages++)
        {
            var page = await Silo.Api.Get($"/api/builds/{build.Id}/logs?after={next}");
            seqs.AddRange(page["items"].AsArray().Select(i => i!["seq"]!.GetValue<long>()));
            next = page.Json!["next"]?.GetValue<long>();
        }

        Assert.Equal(3, pages);
        Assert.True(seqs.Count > 2_500);
        Assert.Equal(Numbers(1, seqs.Count), seqs);
        Assert.Equal(seqs.Count, (await Plain(build.Id)).Count(c => c == '\n'));
        using var stream = await EventStream.Open(Silo, build.Id);
        Assert.Equal(seqs, (await stream.ToEnd()).SkipLast(1).Select(e => e.Id!.Value));
    }

    [Fact]
    public async Task After_means_the_lines_after_that_one_in_every_form()
    {
        var build = await Finished();
        var all = (await Silo.Api.Get($"/api/builds/{build}/logs"))["items"].AsArray().Count;

        Assert.Equal(Numbers(3, all), await Page(build, after: 2));
        Assert.Empty(await Page(build, after: all));
        Assert.Empty(await Page(build, after: long.MaxValue));
        Assert.Equal(all - 2, (await Plain(build, "?after=2")).Count(c => c == '\n'));
        Assert.Equal("", await Plain(build, $"?after={all}"));
        using var stream = await EventStream.Open(Silo, build, query: "?after=2");
        Assert.Equal(Numbers(3, all), (await stream.ToEnd()).SkipLast(1).Select(e => e.Id!.Value));
    }

    [Fact]
    public async Task The_last_event_a_browser_names_counts_more_than_the_address_it_first_asked()
    {
        var build = await Finished();

        using var stream = await EventStream.Open(Silo, build, after: 3, query: "?after=1");

        Assert.Equal(4, (await stream.Next())!.Id);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    public async Task A_stream_that_has_nothing_more_to_tell_ends_with_the_status(long after)
    {
        var build = await Finished(); // it has no more than these lines
        var last = after == 4 ? (await Page(build, 0))[^1] : after;

        using var stream = await EventStream.Open(Silo, build, last);

        var only = Assert.Single(await stream.ToEnd());
        Assert.Equal(("status", null, "success"), (only.Name, only.Id, only.Data["status"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public async Task A_line_number_that_is_none_is_refused(string after)
    {
        var answer = await Silo.Api.Get($"/api/builds/{await Finished()}/logs?after={after}");

        Assert.Equal(422, (int)answer.Status);
        Assert.NotEmpty(answer.ErrorsOf("after"));
    }

    [Fact]
    public async Task There_is_no_log_of_no_build() =>
        Assert.Equal(HttpStatusCode.NotFound, (await Silo.Api.Get("/api/builds/bld_unknown/logs")).Status);

    [Fact]
    public async Task Who_joins_before_the_build_begins_sees_each_line_once_and_in_order()
    {
        using var first = await HeldBuild.Start(fixture);
        var waiting = await HeldBuild.Queue(Silo);
        using var stream = await EventStream.Open(Silo, waiting);
        Assert.Equal("pending", (await Silo.Api.Get($"/api/builds/{waiting}")).Text("status"));

        first.LetGo();
        var events = await stream.ToEnd();

        Assert.Equal("success", events[^1].Data["status"]!.GetValue<string>());
        Assert.Equal(await Page(waiting, 0), events.SkipLast(1).Select(e => e.Id!.Value));
        Assert.Equal(Numbers(1, events.Count - 1), events.SkipLast(1).Select(e => e.Id!.Value));
    }

    [Fact]
    public async Task Lines_arrive_while_the_build_runs()
    {
        using var build = await HeldBuild.Start(fixture);
        using var stream = await EventStream.Open(Silo, build.Id);

        for (var seq = 1; seq <= 20; seq++)
        {
            await build.Say(1);
            Assert.Equal((seq, $"line {seq}"), await stream.Next() is { } e ? (e.Id!.Value, e.Text) : default);
        }
    }

    [Fact]
    public async Task Who_comes_back_in_the_middle_misses_nothing_and_reads_nothing_twice()
    {
        using var build = await HeldBuild.Start(fixture);
        var seen = new List<long>();
        for (var visit = 0; visit < 10; visit++)
        {
            await build.Say(7);
            using var stream = await EventStream.Open(Silo, build.Id, after: seen.LastOrDefault());
            await build.Say(5);
            // Left at any place: in what storage had, in what came live, at the very end.
            seen.AddRange((await stream.Take(1 + visit)).Select(e => e.Id!.Value));
        }

        build.LetGo();
        using var last = await EventStream.Open(Silo, build.Id, after: seen[^1]);
        seen.AddRange((await last.ToEnd()).SkipLast(1).Select(e => e.Id!.Value));

        Assert.Equal(Numbers(1, seen.Count), seen);
        Assert.True(seen.Count > 120, "the build's own lines are missing");
    }

    [Fact]
    public async Task Many_viewers_of_one_build_all_see_the_same()
    {
        using var build = await HeldBuild.Start(fixture);
        await build.Say(100);
        var streams = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => EventStream.Open(Silo, build.Id, after: i)));
        var reading = streams.Select(s => s.ToEnd()).ToList();

        for (var batch = 0; batch < 50; batch++)
            await build.Say(20);
        build.LetGo();

        var all = await Task.WhenAll(reading);
        var last = (await Page(build.Id, 1_000))[^1];
        foreach (var (events, after) in all.Select((events, i) => (events, i)))
        {
            Assert.Equal(Numbers(after + 1, last), events.SkipLast(1).Select(e => e.Id!.Value));
            Assert.Equal(all[0][^1].Data.ToJsonString(), events[^1].Data.ToJsonString());
        }

        foreach (var stream in streams)
            stream.Dispose();
    }

    [Fact]
    public async Task A_viewer_that_does_not_read_holds_up_neither_the_build_nor_others_and_loses_nothing()
    {
        using var build = await HeldBuild.Start(fixture);
        using var slow = await EventStream.Open(Silo, build.Id, smallBuffer: true);
        using var quick = await EventStream.Open(Silo, build.Id);
        var text = new string('x', 2_000);

        // Far more than any socket keeps, and more batches than a viewer's queue holds.
        for (var batch = 1; batch <= 150; batch++)
        {
            await build.Say(50, text);
            Assert.Equal(batch * 50L, (await quick.Take(50))[^1].Id);
        }

        build.LetGo();
        Assert.Equal("status", (await quick.ToEnd())[^1].Name);

        var late = await slow.ToEnd();
        Assert.Equal("status", late[^1].Name);
        Assert.Equal(Numbers(1, late.Count - 1), late.SkipLast(1).Select(e => e.Id!.Value));
        Assert.True(late.Count > 7_500, $"only {late.Count} events");
    }

    [Fact]
    public async Task The_stream_of_a_canceled_build_ends_and_says_why()
    {
        using var build = await HeldBuild.Start(fixture);
        using var stream = await EventStream.Open(Silo, build.Id);
        await build.Say(2);
        await stream.Take(2);

        (await Silo.Api.Post($"/api/builds/{build.Id}/cancel")).Expect(HttpStatusCode.OK);

        var end = Assert.Single(await stream.ToEnd());
        Assert.Equal(("status", "canceled", "canceled_by_user"), (end.Name, end.Data["status"]!.GetValue<string>(), end.Data["reason"]!.GetValue<string>()));
    }

    private async Task<string> Finished()
    {
        var build = await HeldBuild.Queue(Silo);
        await Silo.Api.WaitForBuild(build);
        return build;
    }

    private async Task<IReadOnlyList<long>> Page(string build, long after) =>
    [
        .. (await Silo.Api.Get($"/api/builds/{build}/logs?after={after}"))["items"].AsArray().Select(i => i!["seq"]!.GetValue<long>()),
    ];

    private async Task<string> Plain(string build, string query = "")
    {
        var token = (await File.ReadAllTextAsync(Path.Combine(Silo.Folder, "admin-token"))).Trim();
        var answer = await RawHttp.Get(
            Silo.Endpoint, "localhost", $"/api/builds/{build}/logs{query}", [new("accept", "text/plain"), new("authorization", $"Bearer {token}")]);
        Assert.Equal((200, "text/plain; charset=utf-8"), (answer.Status, answer.Header("content-type")));
        return answer.Text;
    }

    private static IEnumerable<long> Numbers(long first, long last)
    {
        for (var number = first; number <= last; number++)
            yield return number;
    }
}
