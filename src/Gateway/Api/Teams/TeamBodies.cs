using MiniVercel.Gateway.Api.Described;

namespace MiniVercel.Gateway.Api.Teams;

internal sealed record TeamBody(string Name);

internal sealed record RoleBody([property: Roles] string Role);

internal sealed record InvitationBody(string? Email = null, [property: Roles] string? Role = null);

internal sealed record AcceptBody(string Token);
