using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>Somebody before the dashboard, in a browser of their own. What breaks in it meanwhile breaks the test.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    public const int PatienceMs = 60_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _broken = new();

    private Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _broken.Enqueue(error);
        page.Console += (_, said) =>
        {
            if (said.Type == "error" && said.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                _broken.Enqueue(said.Text);
        };
    }

    public IPage Page { get; }

    public LogOnPage Log => new(Page);

    public static async Task<Visitor> Come(IBrowser browser, Uri dashboard, int width, int height, string? cookies = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = dashboard.ToString(),
            StorageState = cookies,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMs);
        return new Visitor(context, await context.NewPageAsync());
    }

    public Task GoTo(string path) => Page.GotoAsync(path);

    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task Follow(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();

    public Task Fill(string field, string text) => Page.GetByLabel(field, new() { Exact = false }).FillAsync(text);

    public Task Sees(string heading) => Expect(Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true }).First).ToBeVisibleAsync();

    /// <summary>What the page says of its connection.</summary>
    public Task SeesItself(string state) => Expect(Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Status)).ToHaveTextAsync(state);

    public async Task LogIn(string email)
    {
        await GoTo("/");
        await Fill("Email", email);
        await Fill("Password", Password);
        await Press("Log in");
        await SeesItself("Live");
    }

    /// <summary>The same person, in a browser that has kept their login and nothing else.</summary>
    public async Task<Visitor> WithEmptyCache() =>
        await Come(_context.Browser!, new Uri(Page.Url), Page.ViewportSize!.Width, Page.ViewportSize.Height, await _context.StorageStateAsync());

    /// <summary>What the site says that a link of the dashboard leads to.</summary>
    public async Task<string> Visit(ILocator link)
    {
        var site = await _context.RunAndWaitForPageAsync(() => link.ClickAsync());
        await site.WaitForLoadStateAsync();
        var said = await site.Locator("body").InnerTextAsync();
        await site.CloseAsync();
        return said;
    }

    /// <summary>As when a cable is pulled: for pages, and for what they hold open.</summary>
    public Task Unplug(bool isUnplugged) => _context.SetOfflineAsync(isUnplugged);

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_broken);
    }
}
