using Microsoft.AspNetCore.Http;
using MiniVercel.Cli.Tests.Testing;
using MiniVercel.Client;
using MiniVercel.Testing.Clocks;

namespace MiniVercel.Cli.Tests.Deploying;

/// <summary>Whatever happens to the connection: every line once, in order, and then the end.</summary>
public sealed class LogFollowingTests : IAsyncLifetime, IDisposable
{
    private const int Lines = 12;

    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _folder.Write("index.html", "<h1>Shop</h1>");
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stream_that_breaks_after_every_few_lines_is_resumed_where_it_broke()
    {
        _platform.OnLog(async (context, after) =>
        {
            var next = (after ?? 0) + 1;
            // The server may send again what it is not sure of.
            for (var seq = Math.Max(1, next - 2); seq < next + 5 && seq <= Lines; seq++)
                await context.SendLineAsync(seq, $"line {seq};");
            if (next + 5 <= Lines)
            {
                await context.Response.WriteAsync("id: 99\ndata: {\"seq\":99,\"te");
                return;
            }
            _platform.EndBuild();
            await context.SendEndAsync("success");
        });

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(0, run.ExitCode);
        AssertEveryLineOnce(run);
        var asked = _platform.Server.RequestsTo("GET /api/builds/bld_1/logs").ToList();
        Assert.Equal(3, asked.Count);
        Assert.All(asked, request => Assert.Equal("text/event-stream", request.Headers["accept"]));
        Assert.DoesNotContain("last-event-id", asked[0].Headers.Keys);
        Assert.All(asked.Skip(1), request => Assert.Equal($"?after={request.Headers["last-event-id"]}", request.Query));
    }

    [Fact]
    public async Task A_connection_that_is_torn_is_made_again()
    {
        using var arrived = new SemaphoreSlim(0);
        _platform.OnLog(async (context, after) =>
        {
            var seq = (after ?? 0) + 1;
            await context.SendLineAsync(seq, $"line {seq};");
            // Torn while the line were still on its way, it would be lost and sent again: true, but no end to this test.
            await arrived.WaitAsync();
            if (seq == Lines)
            {
                _platform.EndBuild();
                // What is left of the stored log: nothing.
                _platform.OnLog((rest, _) => rest.JsonAsync(new { items = Array.Empty<object>() }));
            }
            context.Abort();
        });
        using var client = new MiniVercelClient(_platform.Server.Url, token: null);
        var lines = new List<long>();

        var build = await new LogFollower(client, new InstantClock(TimeSpan.FromSeconds(2))).FollowBuildAsync("bld_1", Take, CancellationToken.None)
            .WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("success", build.Status);
        Assert.Equal(Seqs(1, Lines), lines);

        void Take(LogLine line)
        {
            lines.Add(line.Seq);
            arrived.Release();
        }
    }

    [Fact]
    public async Task A_stream_that_closes_without_a_word_after_the_end_is_completed_from_the_stored_log()
    {
        _platform.OnLog(async (context, after) =>
        {
            if (context.Request.Headers.Accept == "text/event-stream")
            {
                for (var seq = 1; seq <= 4; seq++)
                    await context.SendLineAsync(seq, $"line {seq};");
                _platform.EndBuild();
                return;
            }
            var from = (after ?? 0) + 1;
            await context.JsonAsync(new { items = Seqs(from, Math.Min(from + 4, Lines)).Select(seq => Answers.Line(seq, $"line {seq};")) });
        });

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(0, run.ExitCode);
        AssertEveryLineOnce(run);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_does_not_hide_the_end()
    {
        _platform.OnLog(async (context, after) =>
        {
            if (context.Request.Headers.Accept != "text/event-stream")
            {
                await context.JsonAsync(new { items = Seqs((after ?? 0) + 1, Lines).Select(seq => Answers.Line(seq, $"line {seq};")) });
                return;
            }
            await context.SendLineAsync(1, "line 1;");
            _platform.EndBuild();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        var run = await CliRun.OfAsync(PatientInvocation(TimeSpan.FromSeconds(10)), "deploy");

        Assert.Equal(0, run.ExitCode);
        AssertEveryLineOnce(run);
    }

    [Fact]
    public async Task A_server_that_restarts_does_not_end_the_waiting()
    {
        var asked = 0;
        _platform.OnLog(async (context, after) =>
        {
            if (++asked is > 1 and < 8)
            {
                await context.ProblemAsync(503, "The database is away");
                return;
            }
            for (var seq = (after ?? 0) + 1; seq <= (asked == 1 ? 3 : Lines); seq++)
                await context.SendLineAsync(seq, $"line {seq};");
            if (asked == 1)
                return;
            _platform.EndBuild();
            await context.SendEndAsync("success");
        });

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(0, run.ExitCode);
        AssertEveryLineOnce(run);
    }

    [Fact]
    public async Task A_server_that_stays_away_ends_the_waiting()
    {
        _platform.OnLog((context, _) => context.ProblemAsync(503, "The database is away"));

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The database is away", run.Error);
    }

    private Invocation PatientInvocation(TimeSpan shortWait) => new()
    {
        WorkingFolder = _folder.Path,
        Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri },
        Clock = new InstantClock(shortWait),
    };

    private static IEnumerable<long> Seqs(long from, long to)
    {
        for (var seq = from; seq <= to; seq++)
            yield return seq;
    }

    private static void AssertEveryLineOnce(CliRun run) => Assert.Equal(
        Seqs(1, Lines).Select(seq => $"build    line {seq};"),
        run.Error.Split(Environment.NewLine).Where(line => line.Contains("line ", StringComparison.Ordinal)));
}
