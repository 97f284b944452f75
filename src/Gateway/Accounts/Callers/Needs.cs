using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>Marks an endpoint that anybody may call.</summary>
public sealed class OpenToAll
{
    public static readonly OpenToAll Instance = new();
}

/// <summary>What a caller must be allowed in the team. Without it, reading takes the right to read and everything else the right to deploy.</summary>
public sealed record Needs(Right Right)
{
    private static readonly Needs s_read = new(Right.Read);
    private static readonly Needs s_deploy = new(Right.Deploy);

    public static Needs Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Needs>()
        ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? s_read : s_deploy);
}

public static class NeedsOfEndpoint
{
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Right right)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(right));

    /// <summary>What is somebody's own, whatever they may do in a team.</summary>
    public static TBuilder NeedsNoTeam<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(Right.None));
}
