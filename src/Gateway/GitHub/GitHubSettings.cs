using MiniVercel.Platform.Git;

namespace MiniVercel.Gateway.GitHub;

/// <summary>Which GitHub this installation speaks to: the public one, or a company's own.</summary>
/// <param name="Url">Where people are.</param>
/// <param name="Api">Where programs are.</param>
/// <param name="ClientId">Who this installation is there, if people may log in by it.</param>
public sealed record GitHubSettings(Uri Url, Uri Api, string? ClientId = null, string? ClientSecret = null)
{
    public static readonly Uri UsualUrl = new("https://github.com");
    public static readonly Uri UsualApi = new("https://api.github.com");

    public bool HasLogin => ClientId is not null && ClientSecret is not null;

    /// <summary>What a credential must be for to be shown to it.</summary>
    public string Origin { get; } = GitAddress.Read($"{Url.ToString().TrimEnd('/')}/x").Address?.Origin ?? "";

    public Uri UrlOf(string path) => new(Url.ToString().TrimEnd('/') + path);

    public Uri ApiOf(string path) => new(Api.ToString().TrimEnd('/') + path);
}
