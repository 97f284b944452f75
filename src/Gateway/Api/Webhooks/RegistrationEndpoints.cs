using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.GitHosts;

namespace MiniVercel.Gateway.Api.Webhooks;

/// <summary>What somebody can do at GitHub from here: find their repositories, and have them tell of what happens there.</summary>
internal static class RegistrationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/github/repositories", List).NeedsNoTeam().Gives<Page<RepositoryAnswer>>();
        api.MapPost("/projects/{id}/webhook/register", Register).Gives<RegistrationAnswer>();
    }

    private static async Task<IResult> List(HttpContext context, GitHubClient github, Identities identities)
    {
        if (await FromGitHub.Token(context, identities) is not { } token)
            return NotLinked();
        try
        {
            var repositories = await github.List("/user/repos?sort=pushed", token, context.RequestAborted);
            return Results.Ok(new Page<RepositoryAnswer>(
                [
                    .. repositories.Select(r => new RepositoryAnswer(
                        r.Text("full_name"), r.Text("clone_url"), r.Text("default_branch"), r.IsTrue("private"))),
                ], null));
        }
        catch (GitHubException e)
        {
            return Refused(e);
        }
    }

    /// <summary>Said twice, it is one webhook there.</summary>
    private static async Task<IResult> Register(
        HttpContext context, string id, ProjectQueries projects, GitHubClient github, GitHubSettings settings, GitCredentials credentials,
        Identities identities, WebhookSecrets webhooks, SiteAddresses addresses)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");
        if (project.GitUrl is not { } url || GitAddress.Read(url).Address is not { IsWeb: true } address || address.Origin != settings.Origin
            || Name(address) is not { } name)
        {
            throw new InvalidInputException("git_url", $"The project is of no repository at {settings.Url}.");
        }

        var own = await credentials.Find(new ProjectId(id), context.RequestAborted) as GitCredential.Token;
        var token = own?.Origin == settings.Origin ? own.Secret : await FromGitHub.Token(context, identities);
        if (token is null)
            return NotLinked();

        var secret = await webhooks.Open(team, new ProjectId(id), context.RequestAborted);
        if (secret is null)
        {
            secret = WebhookEndpoints.NewSecret();
            await webhooks.Keep(team, new ProjectId(id), secret, context.RequestAborted);
        }

        var payloadUrl = WebhookEndpoints.PayloadUrl(addresses, id);
        var hook = new { name = "web", active = true, events = WebhookEndpoints.Events, config = new { url = payloadUrl, content_type = "json", secret, insecure_ssl = "0" } };
        try
        {
            var all = $"/repos/{name}/hooks";
            var existing = (await github.List(all, token, context.RequestAborted))
                .Where(h => h.TryGetProperty("config", out var config) && config.Text("url") == payloadUrl).Select(h => h.Number("id")).FirstOrDefault(n => n is not null);
            if (existing is { } number)
                await github.Patch($"{all}/{number}", token, hook, context.RequestAborted);
            else
                existing = (await github.Post(all, token, hook, context.RequestAborted)).Number("id");
            return Results.Ok(new RegistrationAnswer(existing, payloadUrl, name));
        }
        catch (GitHubException e)
        {
            return Refused(e);
        }
    }

    private static string? Name(GitAddress address)
    {
        var path = address.Path.Trim('/');
        path = path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
        return path.Split('/').Length == 2 ? path : null;
    }

    private static IResult NotLinked() => Problems.Of(
        409, "Not linked", "Your account is not linked with GitHub: log in by /api/auth/github?repositories=true first, or give the project a token.");

    private static IResult Refused(GitHubException e) => Problems.Of(502, "GitHub has refused", e.Message);
}
