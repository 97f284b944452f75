using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Routing;

namespace MiniVercel.Gateway.Api.Auth;

/// <summary>Lets in a command line that has no browser, by a code that a person types in where they are logged in.</summary>
internal static class DeviceEndpoints
{
    private const string Role = "admin"; // as far as the person's own right goes

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/auth/device", Begin).WithMetadata(OpenToAll.Instance).Takes<DeviceBody>(isOptional: true).Gives<DeviceAnswer>();
        api.MapPost("/auth/device/token", Take).WithMetadata(OpenToAll.Instance).Takes<DeviceTokenBody>().Gives<DeviceTokenAnswer>().Gives<DeviceWaitAnswer>(202);
        api.MapGet("/auth/device", Look).NeedsNoTeam().Gives<DeviceLookAnswer>().Asks("code");
        api.MapPost("/auth/device/approve", Approve).Needs(Right.Read).Takes<ApproveBody>().GivesNothing();
    }

    private static async Task<IResult> Begin(HttpContext context, DeviceLogins devices, SiteAddresses addresses, FailedLogins failures)
    {
        var fields = await Fields.Read(context.Request, mayBeEmpty: true);
        var client = fields.Text("client", null, AccountRules.Name) ?? "Command line";
        fields.ThrowIfRefused();
        if (failures.Wait(context.Address(), null) is { } wait)
            return AccountProblems.TooMany(context, wait);
        failures.Remember(context.Address(), null); // it costs as much as a wrong guess: nobody fills the list alone

        return await devices.Begin(client, context.RequestAborted) is { } login
            ? Results.Ok(new DeviceAnswer(
                login.Secret, login.Code, $"{addresses.DashboardUrl}/device?code={login.Code}",
                (int)DeviceLogins.GoodFor.TotalSeconds, (int)DeviceLogins.AskEvery.TotalSeconds))
            : AccountProblems.TooMany(context, DeviceLogins.GoodFor);
    }

    private static async Task<IResult> Look(HttpContext context, DeviceLogins devices)
    {
        var code = context.Request.Query["code"].ToString();
        return await devices.Client(code, context.RequestAborted) is { } client
            ? Results.Ok(new DeviceLookAnswer(code, client))
            : Problems.NotFound("code; it may be too old");
    }

    private static async Task<IResult> Approve(HttpContext context, DeviceLogins devices, FailedLogins failures)
    {
        var caller = context.Caller();
        var fields = await Fields.Read(context.Request);
        var code = fields.Text("user_code", null, AccountRules.Line, required: true);
        fields.ThrowIfRefused();
        if (caller.User is not { } user)
            return Problems.Of(409, "Nobody's token", "This token is the installation's own; log in as a person to let a device in.");
        if (failures.Wait(context.Address(), user.Value) is { } wait)
            return AccountProblems.TooMany(context, wait);
        if (await devices.Approve(code!, caller, context.RequestAborted))
            return Results.NoContent();
        failures.Remember(context.Address(), user.Value);
        return Problems.NotFound("code; it may be too old");
    }

    private static async Task<IResult> Take(HttpContext context, DeviceLogins devices, Sessions sessions, ApiTokens tokens, TimeProvider clock)
    {
        var fields = await Fields.Read(context.Request);
        var secret = fields.Text("device_code", null, AccountRules.Secret, required: true);
        fields.ThrowIfRefused();
        switch (await devices.Take(secret!, context.RequestAborted))
        {
            case Accounts.Logins.DeviceAnswer.Waiting:
                return Results.Json(new DeviceWaitAnswer("waiting"), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
            case Accounts.Logins.DeviceAnswer.Approved approved when await sessions.Of(approved.User, context.RequestAborted) is { } person:
                var (id, token) = (NewId.Of<TokenId>(clock), ApiTokens.NewToken());
                await tokens.Add(id, person with { Team = approved.Team }, "Command line", Role, null, token, context.RequestAborted);
                context.Response.Headers.CacheControl = "no-store";
                return Results.Ok(new DeviceTokenAnswer("approved", id.Value, token, approved.Team.Value));
            default:
                return Problems.Of(410, "Gone", "Nobody let this device in within ten minutes, or it was let in already. Begin again.");
        }
    }
}
