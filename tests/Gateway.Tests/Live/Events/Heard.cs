using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Live.Events;

/// <summary>What somebody has heard, as a test asks for it.</summary>
internal static class Heard
{
    public static bool IsEndOf(this LiveEvent told, string build) =>
        told.Name == "build_status" && told.Text("build_id") == build && told.Text("status") is "success" or "failed" or "canceled";

    public static IEnumerable<long> SeqsOf(this IEnumerable<LiveEvent> told, string build) => told
        .Where(e => e.Name == "build_log" && e.Text("build_id") == build)
        .SelectMany(e => e.Data["lines"]!.AsArray()).Select(l => l!["seq"]!.GetValue<long>());

    public static async Task<IReadOnlyList<string>> Stored(TestSilo silo, string build)
    {
        var (lines, after) = (new List<string>(), 0L);
        while ((await silo.Api.Get($"/api/builds/{build}/logs?after={after}"))["items"].AsArray() is { Count: > 0 } page)
        {
            lines.AddRange(page.Select(l => l!.ToJsonString()));
            after = page[^1]!["seq"]!.GetValue<long>();
        }

        return lines;
    }

    public static IEnumerable<long> To(long last)
    {
        for (var seq = 1L; seq <= last; seq++)
            yield return seq;
    }
}
