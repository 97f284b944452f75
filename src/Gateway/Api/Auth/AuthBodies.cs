using System.ComponentModel.DataAnnotations;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Teams;

namespace MiniVercel.Gateway.Api.Auth;

internal sealed record SignUpBody(string Email, string Password, string? Name = null, string? Invitation = null);

/// <param name="Signup">open, invite or closed.</param>
/// <param name="IsNew">Nobody has an account yet; the first one to make one runs this installation.</param>
internal sealed record OptionsAnswer(string Signup, bool Github, bool IsNew);

/// <summary>An address and its password, or the secret of a link.</summary>
internal sealed record LoginBody(string Email = "", string Password = "", string? Link = null);

/// <summary>A browser sends it as a cookie instead.</summary>
internal sealed record RefreshBody(string? RefreshToken = null);

internal sealed record AccountBody(string? Name = null, string? Email = null, string? Password = null, string? CurrentPassword = null);

internal sealed record UserAnswer(string Id, string? Email, string Name, bool IsOperator);

internal sealed record LoginAnswer(UserAnswer User, string AccessToken, [property: AllowedValues("Bearer")] string TokenType, int ExpiresIn, string RefreshToken);

internal sealed record TokensAnswer(string AccessToken, [property: AllowedValues("Bearer")] string TokenType, int ExpiresIn, string RefreshToken);

internal sealed record AccountAnswer(
    string? Id, string? Email, string Name, bool HasPassword, bool IsOperator, string TeamId, [property: Roles] string? Role, IReadOnlyList<TeamAnswer> Teams);

internal sealed record DeviceBody(string? Client = null);

internal sealed record DeviceTokenBody(string DeviceCode);

internal sealed record ApproveBody(string UserCode);

internal sealed record DeviceAnswer(string DeviceCode, string UserCode, string VerificationUrl, int ExpiresIn, int Interval);

internal sealed record DeviceTokenAnswer([property: AllowedValues("approved")] string Status, string Id, string Token, string TeamId);

/// <summary>Nobody has let it in yet.</summary>
internal sealed record DeviceWaitAnswer([property: AllowedValues("waiting")] string Status);

internal sealed record DeviceLookAnswer(string UserCode, string Client);
