using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;
using MiniVercel.Testing.Machine;
using Xunit.Abstractions;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>What has to come over the line before somebody sees something.</summary>
[Collection(DashboardCollection.Name)]
public sealed class FirstLoad(DashboardInBrowser dashboard, ITestOutputHelper output)
{
    private const int MostBytesOfScripts = 200 * 1024;
    private const string FirstContentfulPaint =
        """
        () => new Promise(resolve => new PerformanceObserver(list => {
          const paint = list.getEntriesByName("first-contentful-paint")[0];
          if (paint) resolve(paint.startTime);
        }).observe({ type: "paint", buffered: true }))
        """;

    [BrowserFact]
    public async Task The_scripts_of_a_first_visit_are_at_most_200_KB()
    {
        await using var nobody = await dashboard.Visit(dashboard.Shared.Address);

        await FetchesFewScripts(nobody, "/login", "Log in");
    }

    [BrowserFact]
    public async Task The_scripts_of_a_first_visit_with_a_login_are_at_most_200_KB()
    {
        await using var ada = await dashboard.VisitAsOwner();
        await using var again = await ada.WithEmptyCache();

        await FetchesFewScripts(again, "/", "Projects");
    }

    private async Task FetchesFewScripts(Visitor visitor, string path, string heading)
    {
        var scripts = new ConcurrentQueue<IRequest>();
        visitor.Page.RequestFinished += (_, request) =>
        {
            if (request.ResourceType == "script")
                scripts.Enqueue(request);
        };
        await visitor.GoTo(path);
        await visitor.Sees(heading);
        var paint = await visitor.Page.EvaluateAsync<double>(FirstContentfulPaint);
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var bytes = 0;
        foreach (var script in scripts)
            bytes += (await script.SizesAsync()).ResponseBodySize;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: first contentful paint after {paint:F0} ms, {scripts.Count} scripts of {bytes} bytes"));
        Assert.NotEmpty(scripts);
        Assert.InRange(bytes, 1, MostBytesOfScripts);
    }
}
