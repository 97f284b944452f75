using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Platform.Audits;
using MiniVercel.Platform.Secrets;

namespace MiniVercel.Gateway.Api.Secrets;

/// <summary>For operators: which keys the secrets of this installation lie under, and sealing them under the newest.</summary>
internal static class SecretEndpoints
{
    /// <summary>Of one call: few enough for an answer within seconds.</summary>
    private const int Enough = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/cluster/keys", Keys).AddEndpointFilter(Operators.Only).Gives<KeysAnswer>();
        api.MapPost("/cluster/keys/rotate", Rotate).AddEndpointFilter(Operators.Only).Gives<Rotated>();
    }

    private static async Task<IResult> Keys(HttpContext context, KeyRotation rotation, SecretBox box) =>
        Results.Ok(new KeysAnswer(box.KeyId, await rotation.Keys(context.RequestAborted)));

    private static async Task<IResult> Rotate(HttpContext context, KeyRotation rotation, AuditStore audits, SecretBox box, TimeProvider clock)
    {
        var caller = context.Caller();
        await audits.Write(
            new Audit(NewId.Of<AuditId>(clock), caller.Team, caller.Name, "keys.rotate", box.KeyId, ""), context.RequestAborted);
        return Results.Ok(await rotation.Go(Enough, context.RequestAborted));
    }
}

/// <param name="KeyId">The one that secrets are sealed under now.</param>
internal sealed record KeysAnswer(string KeyId, IReadOnlyList<KeyUse> Keys);
