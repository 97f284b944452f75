namespace MiniVercel.Gateway.Api.Deployments;

internal sealed record NewDeploymentBody(string BuildId);
