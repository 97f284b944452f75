namespace MiniVercel;

/// <summary>A program that answers for a site, by what it answers for: a deployment, or a build's preview.</summary>
public readonly record struct AppId(string Value)
{
    public static AppId Of(DeploymentId deployment) => new(deployment.Value);

    public static AppId Of(BuildId build) => new(build.Value);

    public override string ToString() => Value;
}
