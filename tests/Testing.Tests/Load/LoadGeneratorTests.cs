using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Load;

namespace MiniVercel.Testing.Tests.Load;

public class LoadGeneratorTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nx-mv-deployment: dpl_1\r\ncontent-length: 2\r\n\r\nok";

    private static LoadPlan PlanFor(ScriptedServer server) => LoadPlan.For(server.Endpoint, "shop.localhost") with { Connections = 4 };

    [Fact]
    public async Task A_good_server_is_asked_exactly_as_often_as_told()
    {
        await using var server = ScriptedServer.Always(Good);

        var report = await LoadGenerator.Run(PlanFor(server), 500);

        Assert.True(report.Failed == 0, report.ToString());
        Assert.Equal((500, 500, 500), (report.Requests, report.Succeeded, server.Requests));
        Assert.Equal((500, 4, 4), (report.Statuses[200], report.ConnectionsOpened, server.Connections));
        Assert.Equal(["dpl_1"], report.Answerers);
        Assert.True(report.Latency.P50 > TimeSpan.Zero && report.Latency.P50 <= report.Latency.P99 && report.Latency.P99 <= report.Latency.Max);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_a_body_is_a_reset_that_keeps_what_was_seen()
    {
        await using var server = new ScriptedServer(async turn =>
        {
            await turn.Send("HTTP/1.1 200 OK\r\nx-mv-deployment: dpl_1\r\ncontent-length: 100\r\n\r\nhalf");
            turn.Reset();
        });

        var report = await LoadGenerator.Run(PlanFor(server), 20);

        // A reset may overtake bytes that were already on their way, so only the failure itself is certain.
        Assert.Equal(20, report.Failures[FailureKind.Reset]);
        Assert.All(report.Answers, answer => Assert.Contains(answer.AnsweredBy, new[] { "dpl_1", null }));
    }

    [Fact]
    public async Task A_reused_connection_that_dies_with_a_request_on_it_is_a_failure_not_a_retry()
    {
        await using var server = new ScriptedServer(async turn =>
        {
            if (turn.OnConnection == 2)
                turn.Close();
            else
                await turn.Send(Good);
        });

        var report = await LoadGenerator.Run(PlanFor(server) with { Connections = 1 }, 10);

        Assert.Equal((5, 5, 10), (report.Failures[FailureKind.Reset], report.Succeeded, server.Requests));
    }

    [Fact]
    public async Task An_announced_close_is_honoured_and_nobody_fails()
    {
        await using var server = new ScriptedServer(async turn =>
        {
            await turn.Send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
            turn.Close();
        });

        var report = await LoadGenerator.Run(PlanFor(server), 50);

        Assert.True(report.Failed == 0, report.ToString());
        Assert.Equal((50, 50, 0), (report.ConnectionsOpened, server.Connections, report.ConnectionsClosedWhileIdle));
    }

    [Fact]
    public async Task A_request_that_wants_no_keep_alive_gets_a_connection_of_its_own()
    {
        await using var server = ScriptedServer.Always(Good);

        var report = await LoadGenerator.Run(PlanFor(server) with { Requests = [new("x") { KeepAlive = false }] }, 10);

        Assert.Equal((10, 10), (report.Succeeded, report.ConnectionsOpened));
    }

    [Fact]
    public async Task A_silent_server_is_too_slow()
    {
        await using var server = new ScriptedServer(turn => turn.StaySilent());

        var report = await LoadGenerator.Run(PlanFor(server) with { MaxRequestTime = TimeSpan.FromMilliseconds(20) }, 8);

        Assert.Equal(8, report.Failures[FailureKind.TooSlow]);
        Assert.Empty(report.Statuses);
    }

    [Fact]
    public async Task An_answer_that_stops_coming_is_too_slow_by_the_plans_clock()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        await using var server = new ScriptedServer(async turn =>
        {
            await turn.Send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
            asked.TrySetResult();
            await turn.StaySilent();
        });
        var running = LoadGenerator.Run(PlanFor(server) with { Connections = 1, Clock = clock }, 1);
        await asked.Task;

        clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(running.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal(1, (await running).Failures[FailureKind.TooSlow]);
    }

    [Fact]
    public async Task A_closed_port_refuses()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var plan = LoadPlan.For((IPEndPoint)closed.LocalEndPoint!, "x") with { PauseAfterRefusal = TimeSpan.Zero };

        var report = await LoadGenerator.Run(plan, 40);

        Assert.Equal((40, 40, 0), (report.Failed, report.Failures[FailureKind.Refused], report.ConnectionsOpened));
    }

    [Fact]
    public async Task A_body_is_held_against_the_deployment_that_its_header_names()
    {
        await using var server = new ScriptedServer(turn => turn.Send(
            $"HTTP/1.1 200 OK\r\nx-mv-deployment: dpl_{turn.Number % 2}\r\ncontent-length: 5\r\n\r\n{(turn.Number == 3 ? "dpl_0" : $"dpl_{turn.Number % 2}")}"));

        var report = await LoadGenerator.Run(
            PlanFor(server) with { CheckBody = (answer, body) => Encoding.UTF8.GetString(body) is var text && text == answer.AnsweredBy ? null : $"says {text}" },
            10);

        var failure = Assert.Single(report.FirstFailures);
        Assert.Equal((FailureKind.WrongBody, "dpl_1", "says dpl_0"), (failure.Answer.Failure, failure.Answer.AnsweredBy, failure.Detail));
        Assert.Equal(1, report.Failed);
    }

    [Fact]
    public async Task Each_connection_walks_through_all_requests()
    {
        await using var server = new ScriptedServer(turn => turn.Send(turn.Head.StartsWith("HEAD", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"
            : turn.Head.Contains("/none", StringComparison.Ordinal) ? "HTTP/1.1 204 No Content\r\n\r\n"
            : turn.Head.Contains("/same", StringComparison.Ordinal) ? "HTTP/1.1 304 Not Modified\r\n\r\n"
            : "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
        RawRequest[] requests = [new("a"), new("a") { Method = "HEAD" }, new("b", "/none"), new("b", "/same")];

        var report = await LoadGenerator.Run(PlanFor(server) with { Connections = 1, Requests = requests }, 40);

        Assert.True(report.Failed == 0, report.ToString());
        Assert.Equal((20, 10, 10, 1), (report.Statuses[200], report.Statuses[204], report.Statuses[304], report.ConnectionsOpened));
        Assert.All(report.Answers.CountBy(answer => answer.Request), counted => Assert.Equal(10, counted.Value));
    }

    [Fact]
    public async Task Only_the_first_twenty_failures_are_told_and_all_are_counted()
    {
        await using var server = ScriptedServer.Always("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");

        var report = await LoadGenerator.Run(PlanFor(server), 100);

        Assert.Equal((100, 100, 0), (report.Failures[FailureKind.UnexpectedStatus], report.Statuses[502], report.Succeeded));
        Assert.Equal(20, report.FirstFailures.Count);
        Assert.Contains("UnexpectedStatus: GET shop.localhost/ after", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_a_bad_server_did_the_report_counts_exactly_that()
    {
        var did = new int[7];
        await using var server = new ScriptedServer(async turn =>
        {
            var deed = turn.Number % did.Length;
            Interlocked.Increment(ref did[deed]);
            var (bytes, ends) = deed switch
            {
                1 => ("", true),
                2 => ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut", true),
                3 => ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n", true),
                4 => ("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n", false),
                5 => ("SMTP ready\r\n", false),
                6 => ("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", true),
                _ => (Good, false),
            };
            await turn.Send(bytes);
            if (ends)
                turn.Close();
        });

        var report = await LoadGenerator.Run(PlanFor(server) with { Connections = 8 }, 2_100);

        Assert.Equal((2_100, 2_100), (report.Requests, server.Requests));
        Assert.Equal((did[1], did[2] + did[3]), (report.Failures[FailureKind.Reset], report.Failures[FailureKind.Truncated]));
        Assert.Equal((did[4], did[5]), (report.Failures[FailureKind.UnexpectedStatus], report.Failures[FailureKind.Malformed]));
        Assert.Equal(did[0] + did[6], report.Succeeded);
        Assert.Equal(did[1] + did[2] + did[3] + did[4] + did[5], report.Failed);
        Assert.Equal((did[0] + did[2] + did[3] + did[6], did[4]), (report.Statuses[200], report.Statuses[500]));
    }

    [Fact]
    public async Task Waiting_for_more_than_was_planned_is_told_at_once()
    {
        await using var server = ScriptedServer.Always(Good);
        await using var load = LoadGenerator.Start(PlanFor(server));
        await load.More(10);
        await load.Stop();

        await Assert.ThrowsAsync<InvalidOperationException>(() => load.More(1));
    }

    [Fact]
    public async Task A_check_that_throws_ends_the_run_with_its_own_words()
    {
        await using var server = ScriptedServer.Always(Good);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() =>
            LoadGenerator.Run(PlanFor(server) with { CheckBody = (_, _) => throw new InvalidDataException("mine") }, 10));

        Assert.Equal("mine", error.Message);
    }
}
