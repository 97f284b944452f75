namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    public Task<SecretKeys> GetSecretKeysAsync(CancellationToken ct = default) => GetAsync("api/cluster/keys", ApiJson.Default.SecretKeys, ct);

    /// <summary>Seals a part of what lies under older keys under the newest one; said again, it goes on.</summary>
    public Task<Rotation> RotateSecretsAsync(CancellationToken ct = default) =>
        AskAsync(HttpMethod.Post, "api/cluster/keys/rotate", content: null, ApiJson.Default.Rotation, Patience, ct);
}
