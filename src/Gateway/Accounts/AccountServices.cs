using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Teams;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Api.Conduct;

namespace MiniVercel.Gateway.Accounts;

/// <summary>The parts that know who calls, and what they may.</summary>
internal static class AccountServices
{
    private const int MostProxies = 4;

    public static IServiceCollection AddAccounts(this IServiceCollection services, AccountSettings settings)
    {
        services.AddHttpClient(OutsideTokens.Client, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(5);
            client.MaxResponseContentBufferSize = 256 << 10;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.Configure<ForwardedHeadersOptions>(headers =>
        {
            headers.KnownIPNetworks.Clear();
            headers.KnownProxies.Clear();
            foreach (var range in settings.Proxies.Ranges)
                headers.KnownIPNetworks.Add(range);
            // Without anybody to believe, nobody's word is taken.
            headers.ForwardedHeaders = settings.Proxies.Ranges.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            headers.ForwardLimit = MostProxies;
        });
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Origins])
            .AllowAnyMethod()
            .WithHeaders("accept", "authorization", "content-type", "if-match", "last-event-id", Idempotency.Header, "x-request-id")
            .WithExposedHeaders("etag", "location", "retry-after", "x-request-id")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        return services
            .AddSingleton(settings)
            .AddSingleton<Passwords>(_ => new Passwords())
            .AddSingleton<Users>()
            .AddSingleton(SigningKeys.Table)
            .AddSingleton<SigningKeys>()
            .AddSingleton<AccessTokens>()
            .AddSingleton<OutsideTokens>()
            .AddSingleton<ApiTokens>()
            .AddSingleton<Sessions>()
            .AddSingleton(Identities.Table)
            .AddSingleton<Identities>()
            .AddSingleton<LoginAudits>()
            .AddSingleton<LoginLinks>()
            .AddSingleton<DeviceLogins>()
            .AddSingleton<FailedLogins>()
            .AddSingleton<TeamStore>()
            .AddSingleton<Invitations>()
            .AddSingleton<OwnOrigin>()
            .AddSingleton<TeamOfResource>()
            .AddSingleton<Identification>();
    }
}
