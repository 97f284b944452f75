using System.Net;
using Microsoft.Playwright;
using MiniVercel.Testing.Machine;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>One browser for all tests in it, and one installation for those that do not need one of their own.</summary>
public sealed class DashboardInBrowser : IAsyncLifetime
{
    /// <summary>Who runs the installation that is shared.</summary>
    public const string Owner = "ada@example.test";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Installation? _shared;

    public IBrowser Browser => _browser!;

    public Installation Shared => _shared!;

    /// <summary>Also made for tests that are all skipped: then there is nothing to be had.</summary>
    public async Task InitializeAsync()
    {
        if (Chromium.Obstacle is not null)
            return;
        Assertions.SetDefaultExpectTimeout(Visitor.PatienceMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Program, Args = ["--no-sandbox"] });
        _shared = await Installation.Start();
        using var api = _shared.Api();
        (await api.Post("/api/auth/signup", new { email = Owner, password = Visitor.Password, name = "Ada" })).Expect(HttpStatusCode.Created);
    }

    public async Task DisposeAsync()
    {
        if (_shared is not null)
            await _shared.DisposeAsync();
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser that nobody has used yet.</summary>
    public Task<Visitor> Visit(Uri dashboard, int width = 1280, int height = 900) => Visitor.Come(Browser, dashboard, width, height);

    /// <summary>One in which the owner of the shared installation is logged in.</summary>
    public async Task<Visitor> VisitAsOwner(Uri? through = null, int height = 900)
    {
        var visitor = await Visit(through ?? Shared.Address, height: height);
        await visitor.LogIn(Owner);
        return visitor;
    }
}

[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<DashboardInBrowser>
{
    public const string Name = "Dashboard";
}
