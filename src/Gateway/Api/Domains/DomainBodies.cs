namespace MiniVercel.Gateway.Api.Domains;

internal sealed record NewDomainBody(string Name);
