using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>What lets a project into its private repository: it can be given and taken away, and is never shown.</summary>
internal static class GitCredentialEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/git-credential", Get).Gives<GitCredentialAnswer>();
        api.MapPut("/projects/{id}/git-credential", Put).Takes<GitCredentialBody>().Gives<GitCredentialAnswer>();
        api.MapDelete("/projects/{id}/git-credential", Delete).GivesNothing();
    }

    private static async Task<IResult> Get(HttpContext context, string id, ProjectQueries projects, GitCredentials credentials)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");
        return await credentials.Describe(team, new ProjectId(id), context.RequestAborted) is { } described
            ? Shown(described)
            : Problems.NotFound("credential");
    }

    private static async Task<IResult> Put(
        HttpContext context, string id, ProjectQueries projects, GitCredentials credentials, GitHubSettings github, Identities identities)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");

        var fields = await Fields.Read(context.Request);
        var isFromGitHub = fields.Flag("from_github", otherwise: false);
        fields.ThrowIfRefused();
        GitCredential credential = isFromGitHub
            ? await FromGitHub.Credential(context, project.GitUrl, github, identities)
            : Read(fields, project.GitUrl);
        await credentials.Keep(team, new ProjectId(id), credential, context.RequestAborted);
        return await credentials.Describe(team, new ProjectId(id), context.RequestAborted) is { } described
            ? Shown(described)
            : Problems.NotFound("project"); // deleted meanwhile, and what it had is not added to
    }

    private static async Task<IResult> Delete(HttpContext context, string id, ProjectQueries projects, GitCredentials credentials)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");
        return await credentials.Forget(team, new ProjectId(id), context.RequestAborted) ? Results.NoContent() : Problems.NotFound("credential");
    }

    private static IResult Shown(GitCredentialView credential) => Results.Ok(
        new GitCredentialAnswer(credential.Kind, credential.Origin, credential.Username, StateJson.Time(credential.UpdatedAt)));

    private static GitCredential Read(Fields fields, string? gitUrl)
    {
        var token = fields.Text("token", null, Rules.GitToken);
        var user = fields.Text("username", GitCredential.Token.UsualUser, Rules.GitUser);
        var key = fields.Text("deploy_key", null, Rules.DeployKey);
        fields.ThrowIfRefused();

        var address = gitUrl is null ? null : GitAddress.Read(gitUrl).Address;
        return (token, key, address) switch
        {
            (_, _, null) => throw new InvalidInputException("git_url", "The project has no repository that a credential could be for; give it a git_url first."),
            (null, null, _) or (not null, not null, _) => throw new InvalidInputException("token", "Give either a token or a deploy_key."),
            ({ } secret, _, { IsWeb: true }) => new GitCredential.Token(address.Origin, user ?? GitCredential.Token.UsualUser, secret),
            (_, { } secret, { Scheme: "ssh" }) => new GitCredential.DeployKey(address.Origin, secret),
            ({ }, _, _) => throw new InvalidInputException("token", "A token is for a repository at an https:// address; this one is not."),
            _ => throw new InvalidInputException("deploy_key", "A deploy key is for a repository that is reached by ssh; this one is not."),
        };
    }
}
