namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    public Task<Account> GetAccountAsync(CancellationToken ct = default) => GetAsync("api/auth/me", ApiJson.Default.Account, ct);

    public Task<DeviceLogin> BeginDeviceLoginAsync(string client, CancellationToken ct = default) => PostAsync(
        "api/auth/device", new NewDeviceLogin { Client = client }, ApiJson.Default.NewDeviceLogin, ApiJson.Default.DeviceLogin, ct);

    public Task<DeviceToken> TakeDeviceTokenAsync(string deviceCode, CancellationToken ct = default) => PostAsync(
        "api/auth/device/token", new DeviceSecret { DeviceCode = deviceCode }, ApiJson.Default.DeviceSecret, ApiJson.Default.DeviceToken, ct);

    public Task<Page<ApiToken>> GetTokensAsync(CancellationToken ct = default) => GetAsync("api/tokens", ApiJson.Default.PageApiToken, ct);

    public Task<ApiToken> CreateTokenAsync(NewApiToken token, CancellationToken ct = default) =>
        PostAsync("api/tokens", token, ApiJson.Default.NewApiToken, ApiJson.Default.ApiToken, ct);

    public Task DeleteTokenAsync(string id, CancellationToken ct = default) =>
        TellAsync(HttpMethod.Delete, $"api/tokens/{Escape(id)}", content: null, Patience, ct);
}
