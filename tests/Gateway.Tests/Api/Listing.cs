using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>Walks a list page by page, as whoever wants all of it does.</summary>
internal static class Listing
{
    /// <summary>The ids of every page.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> Pages(ApiDriver api, string path, int limit)
    {
        var pages = new List<IReadOnlyList<string>>();
        string? next = null;
        do
        {
            var page = (await api.Get($"{path}?limit={limit}{(next is null ? "" : $"&cursor={next}")}")).Expect(System.Net.HttpStatusCode.OK);
            pages.Add([.. page["items"].AsArray().Select(i => i!["id"]!.GetValue<string>())]);
            next = page.Json!["next"]?.GetValue<string>();
        }
        while (next is not null);
        return pages;
    }
}
