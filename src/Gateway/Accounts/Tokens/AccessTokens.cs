using MiniVercel.Platform.Nodes;

namespace MiniVercel.Gateway.Accounts.Tokens;

/// <summary>Whose login a token is of.</summary>
public sealed record AccessClaims(UserId User, SessionId Session);

/// <summary>Access tokens: short-lived, signed, and good only as long as the login that they were given for.</summary>
public sealed class AccessTokens(SigningKeys keys, NodeIdentity node, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Issuer = "minivercel";

    public async Task<string> Issue(AccessClaims claims, CancellationToken cancellationToken)
    {
        var (key, now) = (await keys.Current(cancellationToken), clock.GetUtcNow());
        return Jwt.Sign(key.Id, key.Algorithm, new
        {
            iss = Issuer,
            aud = node.ClusterId,
            sub = claims.User.Value,
            sid = claims.Session.Value,
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Lifetime).ToUnixTimeSeconds(),
        });
    }

    public async Task<AccessClaims?> Read(string token, CancellationToken cancellationToken)
    {
        if (Jwt.Header(token) is not { Algorithm: "ES256" } header || await keys.Find(header.Key, cancellationToken) is not { } key)
            return null;
        return Jwt.Read(token, key.Algorithm, Issuer, node.ClusterId, clock.GetUtcNow()) is { } claims
            && Jwt.Text(claims, "sub") is { } user && Jwt.Text(claims, "sid") is { } session
            ? new AccessClaims(new UserId(user), new SessionId(session))
            : null;
    }
}
