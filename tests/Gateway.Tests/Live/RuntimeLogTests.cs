using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Tests.Api;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Logs;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Live;

/// <summary>The log of a running app: as a build's, but that it has no end.</summary>
[Collection(SiloCollection.Name)]
public class RuntimeLogTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task The_three_forms_tell_the_same_lines()
    {
        var app = await App.Start(Silo);
        await app.Print(5, "Grüße, \"quotes\" & <tags>\t\u2028 end");

        var page = (await Silo.Api.Get(app.Log)).Expect(HttpStatusCode.OK);
        var plain = await Plain(app.Log);
        using var stream = await Follow(app);
        var events = await stream.Take(5);

        var items = page["items"].AsArray();
        Assert.Null(page.Json!["next"]);
        Assert.Equal(["at", "seq", "step", "stream", "text"], items[0]!.AsObject().Select(f => f.Key).Order());
        Assert.Null(items[0]!["step"]);
        Assert.Equal([1L, 2, 3, 4, 5], items.Select(i => i!["seq"]!.GetValue<long>()));
        Assert.Equal(items.Select(i => i!.ToJsonString()), events.Select(e => e.Data.ToJsonString()));
        Assert.Equal(string.Concat(items.Select(i => i!["text"]!.GetValue<string>() + "\n")), plain);
    }

    [Fact]
    public async Task An_app_that_has_printed_nothing_has_an_empty_log()
    {
        var app = await App.Start(Silo);

        Assert.Empty((await Silo.Api.Get(app.Log)).Expect(HttpStatusCode.OK)["items"].AsArray());
        Assert.Equal("", await Plain(app.Log));
    }

    [Fact]
    public async Task A_page_goes_on_where_the_one_before_ended()
    {
        var app = await App.Start(Silo);
        await app.Print(1_500);

        var first = await Silo.Api.Get(app.Log);
        var second = await Silo.Api.Get($"{app.Log}?after={first["next"]}");

        Assert.Equal(1_000, first["next"].GetValue<long>());
        Assert.Equal((1_001L, 1_500L), (second["items"][0]!["seq"]!.GetValue<long>(), second["items"][499]!["seq"]!.GetValue<long>()));
        Assert.Null(second.Json!["next"]);
        Assert.Equal(1_500, (await Plain(app.Log)).Count(c => c == '\n'));
    }

    [Fact]
    public async Task New_lines_arrive_within_about_a_second_and_the_stream_stays_open()
    {
        var app = await App.Start(Silo);
        using var stream = await Follow(app);

        for (var seq = 1; seq <= 5; seq++)
        {
            await app.Print(1);
            var printed = Stopwatch.GetTimestamp();
            Assert.Equal((seq, $"line {seq}"), await stream.Next() is { } e ? (e.Id!.Value, e.Text) : default);
            Assert.InRange(Stopwatch.GetElapsedTime(printed).TotalSeconds, 0, 3); // on a busy machine; half a second is usual
        }
    }

    [Fact]
    public async Task Who_comes_back_in_the_middle_misses_nothing_and_reads_nothing_twice()
    {
        var app = await App.Start(Silo);
        var seen = new List<long>();
        for (var visit = 0; visit < 5; visit++)
        {
            await app.Print(7);
            using var stream = await Follow(app, after: seen.LastOrDefault());
            await app.Print(5);
            seen.AddRange((await stream.Take(1 + visit * 2)).Select(e => e.Id!.Value));
        }

        using var last = await Follow(app, after: seen[^1]);
        seen.AddRange((await last.Take(60 - seen.Count)).Select(e => e.Id!.Value));

        Assert.Equal(Enumerable.Range(1, 60).Select(seq => (long)seq), seen);
    }

    [Fact]
    public async Task Many_viewers_of_one_app_all_see_the_same()
    {
        var app = await App.Start(Silo);
        var streams = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Follow(app)));
        var reading = streams.Select(s => s.Take(500)).ToList();

        for (var batch = 0; batch < 50; batch++)
            await app.Print(10);

        foreach (var events in await Task.WhenAll(reading))
            Assert.Equal(Enumerable.Range(1, 500).Select(n => ((long?)n, $"line {n}")), events.Select(e => (e.Id, e.Text)));
        foreach (var stream in streams)
            stream.Dispose();
    }

    [Fact]
    public async Task Whose_place_in_the_log_has_been_swept_reads_on_with_what_there_is()
    {
        var app = await App.Start(Silo);
        await app.Print(2);
        for (var batch = 0; batch < 11; batch++)
            await app.Print(1_000);

        using var stream = await Follow(app, after: 2);

        Assert.Equal(1_003, (await stream.Next())!.Id);
    }

    [Fact]
    public async Task The_app_of_a_preview_goes_by_its_build_and_what_the_build_said_is_another_log()
    {
        var site = await Site.Create(Silo, "preview");
        var build = (await site.Build("page")).Text("id");
        var app = new App(Silo, build);
        await app.Print(2);

        Assert.Equal(["line 1", "line 2"], (await Silo.Api.Get(app.Log))["items"].AsArray().Select(i => i!["text"]!.GetValue<string>()));
        using var stream = await Follow(app);
        using var ofBuild = await EventStream.Open(Silo, build);
        Assert.Equal("line 1", (await stream.Next())!.Text);
        Assert.Equal("status", (await ofBuild.ToEnd())[^1].Name);
    }

    [Fact]
    public async Task Of_another_team_there_is_no_log_and_no_line_number_is_guessed()
    {
        var app = await App.Start(Silo);
        await app.Print(1);
        using var stranger = await OtherTeam.Enter(Silo);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(app.Log)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Silo.Api.Get("/api/deployments/dpl_unknown/logs")).Status);
        Assert.Equal(422, (int)(await Silo.Api.Get($"{app.Log}?after=-1")).Status);
    }

    private Task<EventStream> Follow(App app, long? after = null) => EventStream.Open(Silo, app.Id, after, things: "deployments");

    private async Task<string> Plain(string log)
    {
        var token = (await File.ReadAllTextAsync(Path.Combine(Silo.Folder, "admin-token"))).Trim();
        var answer = await RawHttp.Get(
            Silo.Endpoint, "localhost", log, [new("accept", "text/plain"), new("authorization", $"Bearer {token}")]);
        Assert.Equal((200, "text/plain; charset=utf-8"), (answer.Status, answer.Header("content-type")));
        return answer.Text;
    }

    /// <summary>A deployment whose app prints what a test likes.</summary>
    private sealed class App(TestSilo silo, string id)
    {
        private readonly Guid _writer = Guid.NewGuid();
        private long _printed;

        public string Id => id;

        public string Log => $"/api/deployments/{id}/logs";

        public static async Task<App> Start(TestSilo silo) =>
            new(silo, (await (await Site.Create(silo, "printing")).Deploy("page")).Text("id"));

        public async Task Print(int lines, string? text = null)
        {
            var batch = Enumerable.Range(1, lines)
                .Select(i => new LogLine(_printed + i, DateTimeOffset.UtcNow, "stdout", null, text ?? $"line {_printed + i}")).ToList();
            await silo.Services.GetRequiredService<AppLogStore>().Append(id, _writer, batch, CancellationToken.None);
            _printed += lines;
        }
    }
}
