using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniVercel.Testing.Load;

namespace MiniVercel.Testing.Tests.Load;

public class LoadAgainstKestrelTests
{
    [Fact]
    public async Task Thousands_of_requests_pass_without_a_failure()
    {
        var big = new string('b', 100_000);
        await using var app = await Serve(async context =>
        {
            context.Response.Headers["x-mv-deployment"] = "dpl_1";
            if (context.Request.Path == "/fixed")
                context.Response.ContentLength = big.Length;
            await context.Response.WriteAsync(context.Request.Path == "/small" ? "small" : big);
        });

        var report = await LoadGenerator.Run(
            LoadPlan.For(EndpointOf(app), "shop.localhost", "/small", "/fixed", "/chunked") with
            {
                CheckBody = (answer, body) => body.Length == (answer.Request.Path == "/small" ? 5 : big.Length) ? null : $"{body.Length} bytes",
            },
            6_000);

        Assert.True(report.Failed == 0, report.ToString());
        Assert.Equal((6_000, 16), (report.Statuses[200], report.ConnectionsOpened));
    }

    [Fact]
    public async Task Every_request_starts_before_the_server_receives_it_and_ends_after()
    {
        await using var app = await Serve(context =>
        {
            context.Response.Headers["x-mv-deployment"] = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });

        var report = await LoadGenerator.Run(LoadPlan.For(EndpointOf(app), "x"), 1_000);

        Assert.Equal(1_000, report.Succeeded);
        Assert.All(report.Answers, answer =>
            Assert.InRange(long.Parse(answer.AnsweredBy!, CultureInfo.InvariantCulture), answer.StartedAt, answer.EndedAt));
    }

    [Fact]
    public async Task A_switch_is_proven_by_the_answers_begun_after_it()
    {
        var serving = "dpl_1";
        await using var app = await Serve(context =>
        {
            context.Response.Headers["x-mv-deployment"] = Volatile.Read(ref serving);
            return Task.CompletedTask;
        });
        await using var load = LoadGenerator.Start(LoadPlan.For(EndpointOf(app), "x"));
        await load.More(500);

        Volatile.Write(ref serving, "dpl_2");
        var switched = Stopwatch.GetTimestamp();
        await load.More(500);
        var report = await load.Stop();

        Assert.True(report.Failed == 0, report.ToString());
        Assert.Empty(report.NotAnsweredBy("dpl_2", startedAfter: switched));
        Assert.True(report.AnsweredBy("dpl_1").Count() >= 484 && report.StartedAfter(switched).Count() >= 484);
    }

    private static async Task<WebApplication> Serve(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static IPEndPoint EndpointOf(WebApplication app) =>
        IPEndPoint.Parse(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority);
}
