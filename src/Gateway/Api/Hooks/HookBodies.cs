namespace MiniVercel.Gateway.Api.Hooks;

internal sealed record NewHookBody(string Name, string? Branch = null);

/// <param name="Url">What is to be called, shown this once.</param>
internal sealed record HookAnswer(string Id, string ProjectId, string Name, string Branch, string? Url, string CreatedAt);

internal sealed record HookCallBody(string? Ref = null);

/// <param name="Id">The build's.</param>
internal sealed record HookCallAnswer(string Id, string ProjectId, string Branch);
