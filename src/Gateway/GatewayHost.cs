using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api;
using MiniVercel.Gateway.Api.Artifacts;
using MiniVercel.Gateway.Api.Audits;
using MiniVercel.Gateway.Api.Auth;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Gateway.Api.Cluster;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Deployments;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Domains;
using MiniVercel.Gateway.Api.Health;
using MiniVercel.Gateway.Api.Hooks;
using MiniVercel.Gateway.Api.Metrics;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Api.Secrets;
using MiniVercel.Gateway.Api.Surveys;
using MiniVercel.Gateway.Api.Teams;
using MiniVercel.Gateway.Api.Tokens;
using MiniVercel.Gateway.Api.Uploads;
using MiniVercel.Gateway.Api.Variables;
using MiniVercel.Gateway.Api.Webhooks;
using MiniVercel.Gateway.Dashboard;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Gateway.Live;
using MiniVercel.Gateway.Live.Events;
using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Forwarding;
using MiniVercel.Gateway.Routing.Keeping;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Calls;
using MiniVercel.Platform.Routing;

namespace MiniVercel.Gateway;

/// <summary>The gateway's parts, and the way a request takes through them.</summary>
public static class GatewayHost
{
    public static IServiceCollection AddGateway(
        this IServiceCollection services, AccountSettings accounts, GitHubSettings github, RouteFile routes, ManifestShelf shelf, DashboardFiles dashboard)
    {
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.Encoder = ApiJson.Options.Encoder;
            json.SerializerOptions.PropertyNamingPolicy = ApiJson.Options.PropertyNamingPolicy;
            json.SerializerOptions.DefaultIgnoreCondition = ApiJson.Options.DefaultIgnoreCondition;
            json.SerializerOptions.NumberHandling = ApiJson.Options.NumberHandling;
            foreach (var converter in ApiJson.Options.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });

        return services
            .AddHttpForwarder()
            .AddSingleton<RouteTable>()
            .AddSingleton<IRouteSource, PostgresRouteSource>()
            .AddSingleton(routes)
            .AddSingleton(shelf)
            .AddSingleton(dashboard)
            .AddSingleton<CrashReports>()
            .AddSingleton<ManifestCache>()
            .AddSingleton<BlobCache>()
            .AddSingleton<EngineConnections>()
            .AddSingleton<EngineWatch>()
            .AddHostedService(s => s.GetRequiredService<EngineWatch>())
            .AddSingleton<PreviewCalls>()
            .AddSingleton<IWayToApps, AppForwarder>()
            .AddSingleton<StaticEdge>()
            .AddSingleton<SiteHealth>()
            .AddAccounts(accounts)
            .AddGitHub(github)
            .AddSingleton<IdempotencyKeys>()
            .AddApiDescription()
            .AddSingleton<ProjectQueries>()
            .AddSingleton<BuildQueries>()
            .AddSingleton<DeploymentQueries>()
            .AddSingleton<DomainRules>()
            .AddSingleton<DomainViews>()
            .AddSingleton<ClusterQueries>()
            .AddSingleton<AuditQueries>()
            .AddSingleton<DeployHooks>()
            .AddSingleton<DeploymentEndpoints.Activations>()
            .AddSingleton<LogFeeds>()
            .AddSingleton<ActivationWatch>()
            .AddLiveEvents()
            .AddHostedService<RouteFollower>()
            .AddHostedService<RouteKeeper>();
    }

    /// <summary>What a silo answers that is no gateway: how it is.</summary>
    public static void UseHealth(this WebApplication app)
    {
        app.UseMiddleware<Problems>();
        app.UseRouting();
        HealthEndpoints.MapReadiness(app);
        app.MapFallback("{*path}", () => Problems.NotFound("page"));
    }

    public static void UseGateway(this WebApplication app)
    {
        app.UseMiddleware<AmbiguousRequests>();
        app.UseForwardedHeaders();
        app.UseMiddleware<SiteRouting>();
        app.UseMiddleware<Problems>();
        app.UseStatusCodePages(pages => Problems.OfStatus(pages.HttpContext).ExecuteAsync(pages.HttpContext));
        app.UseMiddleware<SafeHeaders>();
        app.UseMiddleware<SiteRedirects>();
        app.UseApiPage();
        app.UseMiddleware<DashboardPages>();
        app.UseRouting();
        app.UseCors();
        app.UseWebSockets();
        app.Use(LiveDoor.ReadAddress);
        app.UseMiddleware<Authentication>();
        app.UseMiddleware<RateLimits>();
        app.Use(app.Services.GetRequiredService<LiveDoor>().Enter);
        app.UseMiddleware<Idempotency>();

        var api = app.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, Auditing>();
        AuthEndpoints.Map(api);
        DeviceEndpoints.Map(api);
        GitHubLoginEndpoints.Map(api);
        TokenEndpoints.Map(api);
        TeamEndpoints.Map(api);
        InvitationEndpoints.Map(api);
        ProjectEndpoints.Map(api);
        GitCredentialEndpoints.Map(api);
        DeployHookEndpoints.Map(api);
        WebhookEndpoints.Map(api);
        PullRequestEndpoints.Map(api);
        GitHubEndpoint.Map(api);
        RegistrationEndpoints.Map(api);
        SurveyEndpoints.Map(api);
        VariableEndpoints.Map(api);
        UploadEndpoints.Map(api);
        BuildEndpoints.Map(api);
        DeploymentEndpoints.Map(api);
        ResolveEndpoint.Map(api);
        DomainEndpoints.Map(api);
        ArtifactEndpoint.Map(api);
        ClusterEndpoint.Map(api);
        SecretEndpoints.Map(api);
        AuditEndpoint.Map(api);
        ApiDescription.Map(app);
        LiveEvents.Map(app);
        MetricsEndpoint.Map(app);
        HealthEndpoints.Map(app);
        CrashEndpoint.Map(app);
    }
}
