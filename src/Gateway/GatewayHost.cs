using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Api;
using MiniVercel.Gateway.Api.Artifacts;
using MiniVercel.Gateway.Api.Audits;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Gateway.Api.Cluster;
using MiniVercel.Gateway.Api.Deployments;
using MiniVercel.Gateway.Api.Domains;
using MiniVercel.Gateway.Api.Health;
using MiniVercel.Gateway.Api.Metrics;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Api.Secrets;
using MiniVercel.Gateway.Api.Uploads;
using MiniVercel.Gateway.Api.Variables;
using MiniVercel.Gateway.Live;
using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Serving;

namespace MiniVercel.Gateway;

/// <summary>The gateway's parts, and the way a request takes through them.</summary>
public static class GatewayHost
{
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.Encoder = ApiJson.Options.Encoder;
            json.SerializerOptions.PropertyNamingPolicy = ApiJson.Options.PropertyNamingPolicy;
            json.SerializerOptions.DefaultIgnoreCondition = ApiJson.Options.DefaultIgnoreCondition;
            foreach (var converter in ApiJson.Options.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });

        return services
            .AddSingleton<RouteTable>()
            .AddSingleton<IRouteSource, PostgresRouteSource>()
            .AddSingleton<ManifestCache>()
            .AddSingleton<BlobCache>()
            .AddSingleton<StaticEdge>()
            .AddSingleton<ApiTokens>()
            .AddSingleton<ProjectQueries>()
            .AddSingleton<BuildQueries>()
            .AddSingleton<DeploymentQueries>()
            .AddSingleton<ClusterQueries>()
            .AddSingleton<AuditQueries>()
            .AddSingleton<DeploymentEndpoints.Activations>()
            .AddSingleton<BuildFeeds>()
            .AddSingleton<ActivationWatch>()
            .AddHostedService<RouteFollower>();
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
        app.UseMiddleware<SiteRouting>();
        app.UseMiddleware<Problems>();
        app.UseStatusCodePages(pages => Problems.OfStatus(pages.HttpContext).ExecuteAsync(pages.HttpContext));
        app.UseRouting();
        app.UseMiddleware<BearerAuthentication>();

        var api = app.MapGroup("/api");
        ProjectEndpoints.Map(api);
        GitCredentialEndpoints.Map(api);
        VariableEndpoints.Map(api);
        UploadEndpoints.Map(api);
        BuildEndpoints.Map(api);
        DeploymentEndpoints.Map(api);
        ResolveEndpoint.Map(api);
        ArtifactEndpoint.Map(api);
        ClusterEndpoint.Map(api);
        SecretEndpoints.Map(api);
        AuditEndpoint.Map(api);
        MetricsEndpoint.Map(app);
        HealthEndpoints.Map(app);
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], HomePage.Get).WithMetadata(OpenToAll.Instance);
    }
}
