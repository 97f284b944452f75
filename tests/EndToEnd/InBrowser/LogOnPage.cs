using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>A log as somebody sees it: only lines for which there is room are on the page.</summary>
public sealed class LogOnPage(IPage page)
{
    /// <summary>A height of the window in which every line of the tests' logs has room.</summary>
    public const int RoomForAll = 2_400;

    private const string Rows = "rows => rows.map(row => `${row.dataset.seq} ${row.lastElementChild.textContent}`)";

    private ILocator Log => page.GetByRole(AriaRole.Log);

    public Task Shows(string line) => Expect(Log.GetByText(line, new() { Exact = true })).ToBeVisibleAsync();

    /// <summary>What is shown now, from above.</summary>
    public async Task<IReadOnlyList<(int Seq, string Text)>> Lines() =>
        [.. (await Log.Locator("[data-seq]").EvaluateAllAsync<string[]>(Rows))
            .Select(row => row.Split(' ', 2)).Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[1]))];
}
