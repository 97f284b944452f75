using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Gateway.GitHub;

/// <summary>The parts that speak to GitHub.</summary>
internal static class GitHubServices
{
    private const int LargestAnswer = 8 << 20;

    /// <summary>A redirect is not followed: what authorises a call is for the one host that the operator has named.</summary>
    public static IServiceCollection AddGitHub(this IServiceCollection services, GitHubSettings settings)
    {
        services.AddHttpClient(GitHubClient.Client, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = LargestAnswer;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        return services
            .AddSingleton(settings)
            .AddSingleton<GitHubClient>()
            .AddSingleton<GitHubLogins>()
            .AddHostedService<Reporter>();
    }
}
