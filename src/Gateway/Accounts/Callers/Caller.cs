using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>What somebody may do in a team; who may more may all that stands before it.</summary>
public enum Right
{
    None,
    Read,
    Deploy,
    Manage,
}

/// <summary>How rights are called: by what a member is, or by what a token is for.</summary>
public static class RightWords
{
    public static readonly IReadOnlyList<string> Roles = ["viewer", "developer", "owner"];
    public static readonly IReadOnlyList<string> Tokens = ["read", "deploy", "admin"];

    public static Right Of(string? word) => word switch
    {
        "viewer" or "read" => Right.Read,
        "developer" or "deploy" => Right.Deploy,
        "owner" or "admin" => Right.Manage,
        _ => Right.None,
    };

    public static string Role(this Right right) => Roles[(int)right - 1];
}

/// <summary>Who calls, and for which team of theirs.</summary>
/// <param name="Team">Whose things this call is about: the resource's own team where the caller is in it.</param>
/// <param name="Teams">All teams of theirs, the oldest first, with what they may do there.</param>
/// <param name="Name">What others know them by.</param>
/// <param name="User">Nobody in person for the administrator's token.</param>
/// <param name="Key">What their calls are counted by.</param>
/// <param name="IsOperator">Whether they run this installation.</param>
/// <param name="ByCookie">Whether it was their browser that let them in, which it also does where another site asks it to.</param>
public sealed record Caller(
    TeamId Team, IReadOnlyList<Membership> Teams, string Name, UserId? User, string Key, bool IsOperator, bool ByCookie)
{
    public Right Right => RightIn(Team);

    public bool May(Right right) => Right >= right;

    public bool IsOwner => May(Right.Manage);

    public Right RightIn(TeamId team) => Teams.FirstOrDefault(t => t.Team == team)?.Right ?? Right.None;

    /// <summary>As SQL takes them.</summary>
    public string[] TeamIds => [.. Teams.Select(t => t.Team.Value)];
}

public sealed record Membership(TeamId Team, Right Right);

public static class CallerOfRequest
{
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint is open to all: nobody is known to call it.");

    /// <summary>From where, as one text for all of one household.</summary>
    public static string Address(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.ToString().ToLower(CultureInfo.InvariantCulture);
    }
}
