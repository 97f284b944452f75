using Microsoft.AspNetCore.Builder;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>Marks a question that is too long for an address, and therefore comes as a body.</summary>
internal sealed class ChangesNothing
{
    public static readonly ChangesNothing Instance = new();
}

internal static class ChangesNothingOfEndpoint
{
    public static RouteHandlerBuilder ChangesNothing(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Conduct.ChangesNothing.Instance);
}
