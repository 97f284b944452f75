using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using static Microsoft.Playwright.Assertions;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>What somebody does who has just installed it, with nothing but the dashboard.</summary>
[Collection(DashboardCollection.Name)]
public sealed partial class FirstDeployment(DashboardInBrowser dashboard)
{
    private static readonly string[] s_lines = ["Fetching tea", "Boiling water", "Pouring", "Waiting", "Drinking"];

    [BrowserFact]
    public async Task Somebody_signs_up_deploys_a_repository_changes_it_goes_back_and_previews_a_branch()
    {
        await using var installation = await Installation.Start();
        var repository = installation.NewRepository("shop");
        repository.Commit("Open the shop", ToldBuild.Sources("The first page"));
        await using var ada = await dashboard.Visit(installation.Address);

        await SignUpAsTheFirst(ada);
        await DeployWithVariables(ada, repository);
        await FollowToTheEnd(ada, installation, "Open the shop");
        await ada.Sees("Live");
        Assert.Equal("The first page\n\nWelcome in", await ada.Visit(VisitOf(ada)));

        repository.Commit("Paint it", ToldBuild.Sources("The second page"));
        await Build(ada, branch: null);
        await FollowToTheEnd(ada, installation, "Paint it");
        await ada.Sees("Live");
        Assert.Equal("The second page\n\nWelcome in", await ada.Visit(VisitOf(ada)));

        await GoBack(ada);
        Assert.Equal("The first page\n\nWelcome in", await ada.Visit(VisitOf(ada).First));

        repository.Git("checkout", "--quiet", "-b", "redesign");
        repository.Commit("Tear it down", ToldBuild.Sources("The third page"));
        await Build(ada, "redesign");
        await FollowToTheEnd(ada, installation, "Tear it down");
        await ada.Sees("Ready");
        Assert.Equal("The third page\n\nWelcome in", await ada.Visit(VisitOf(ada)));
        await ada.Follow("Overview");
        Assert.Equal("The first page\n\nWelcome in", await ada.Visit(VisitOf(ada).First));
    }

    private static ILocator VisitOf(Visitor ada) => ada.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Visit", Exact = true });

    private static async Task SignUpAsTheFirst(Visitor ada)
    {
        await ada.GoTo("/");
        await ada.Sees("Welcome");
        await ada.Fill("Email", "ada@example.test");
        await ada.Fill("Password", Visitor.Password);
        await ada.Press("Make the account");
        await ada.Sees("Bring your first site to life");
    }

    private static async Task DeployWithVariables(Visitor ada, GitFolder repository)
    {
        await ada.Follow("Deploy something");
        await ada.Fill("Address of the repository", repository.Url);
        await Expect(ada.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("shop");
        await Expect(ada.Page.GetByText("Static files, built by ")).ToBeVisibleAsync(); // before there is anything of it
        await ada.Fill("Environment variables", "# What visitors are told\nexport GREETING=\"Welcome in\"\nUNUSED=1");
        await ada.Press("Deploy");
    }

    /// <summary>Every line is seen before the next one is printed, and in the end all of them, in their order.</summary>
    private static async Task FollowToTheEnd(Visitor ada, Installation installation, string commit)
    {
        await ada.Page.WaitForURLAsync("**/builds/*");
        await using (var build = await ToldBuild.Of(installation, BuildShownTo(ada)))
        {
            await ada.Sees(commit);
            await Expect(ada.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Building");
            foreach (var line in s_lines)
            {
                await build.Say(line);
                await ada.Log.Shows(line);
            }
        }

        await Expect(ada.Page.GetByRole(AriaRole.Main).GetByText("Ready", new() { Exact = true }).First).ToBeVisibleAsync();
        var shown = (await ada.Log.Lines()).Select(line => line.Text).ToList();
        Assert.Equal(s_lines, shown.SkipWhile(line => line != s_lines[0]).Take(s_lines.Length));
    }

    /// <summary>The newest commit of a branch, the project's own if none is named.</summary>
    private static async Task Build(Visitor ada, string? branch)
    {
        await ada.Follow("Overview");
        await ada.Press("Build a branch");
        if (branch is not null)
            await ada.Page.GetByRole(AriaRole.Dialog).GetByLabel("Branch").FillAsync(branch);
        await ada.Press("Build it");
    }

    private static async Task GoBack(Visitor ada)
    {
        await ada.Follow("Deployments");
        var served = ada.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.List).GetByRole(AriaRole.Listitem)
            .Filter(new() { Has = ada.Page.GetByRole(AriaRole.Link, new() { NameRegex = CommitMessage() }) });
        await Expect(served).ToContainTextAsync(["Paint it", "Open the shop"]);

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).First.ClickAsync();
        var asked = ada.Page.GetByRole(AriaRole.Dialog, new() { Name = "Roll shop back?" });
        await Expect(asked.GetByRole(AriaRole.Group, new() { Name = "What changes" })).ToContainTextAsync(FromAndTo());
        await asked.GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();

        await Expect(served).ToContainTextAsync(["Open the shop", "Paint it", "Open the shop"]);
        await Expect(served.First).ToContainTextAsync("Live");
        await Expect(served.First).ToContainTextAsync("Rolled back");
    }

    [GeneratedRegex("^(Open the shop|Paint it)$")]
    private static partial Regex CommitMessage();

    [GeneratedRegex("Live now.*Paint it.*Live then.*Open the shop", RegexOptions.Singleline)]
    private static partial Regex FromAndTo();

    private static string BuildShownTo(Visitor ada) => new Uri(ada.Page.Url).Segments[^1];
}
