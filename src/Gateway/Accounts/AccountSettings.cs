using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Network;

namespace MiniVercel.Gateway.Accounts;

/// <summary>Who may make themselves an account. The first one may always; they are the administrator.</summary>
public enum SignUpMode
{
    Open,
    Invite,
    Closed,
}

/// <summary>What the operator decides about accounts.</summary>
/// <param name="CallsPerSecond">What one token may make for as long as it likes.</param>
/// <param name="Proxies">What stands in front of a gateway, and is believed who asks and by which scheme.</param>
/// <param name="Origins">Pages elsewhere whose scripts may call the API, with a token of their own.</param>
public sealed record AccountSettings(SignUpMode SignUp, TrustedIssuer? Issuer, int CallsPerSecond, IReadOnlyList<string> Origins,
    AllowedHosts Proxies);
