using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Platform.Git;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>What the caller lets us do at GitHub, by the login that is linked with it.</summary>
internal static class FromGitHub
{
    /// <summary>For a repository that is there.</summary>
    public static async Task<GitCredential.Token> Credential(HttpContext context, string? gitUrl, GitHubSettings github, Identities identities)
    {
        if (gitUrl is null || GitAddress.Read(gitUrl).Address is not { IsWeb: true } address || address.Origin != github.Origin)
            throw new InvalidInputException("git_url", $"It is of no repository at {github.Url}.");
        return await Token(context, identities) is { } token
            ? new GitCredential.Token(address.Origin, GitCredential.Token.UsualUser, token)
            : throw new InvalidInputException("from_github", "Your account is not linked with GitHub: log in by /api/auth/github?repositories=true first.");
    }

    /// <summary>Nothing where their account is not linked.</summary>
    public static async Task<string?> Token(HttpContext context, Identities identities) =>
        context.Caller().User is { } user ? await identities.TokenOf(user, GitHubLogins.Provider, context.RequestAborted) : null;
}
