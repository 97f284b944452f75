using System.Globalization;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Silo.Apps;

/// <summary>What an app finds in its environment: where it is to listen, what it is part of, and what the project has for it.</summary>
public sealed class AppEnvironment(VariableStore variables, ReservedNames reserved, AppProjects projects)
{
    /// <summary>All addresses of its own network, which nobody but its engine can reach.</summary>
    private const string Everywhere = "0.0.0.0";

    /// <exception cref="Platform.Secrets.SecretUnreadableException">A value cannot be opened.</exception>
    internal async Task<AppSurroundings> For(HostedRow app, int port, CancellationToken cancellationToken)
    {
        var project = await projects.Of(app, cancellationToken);
        var given = project.IsForeign ? GivenVariables.None : await variables.For(
            project.Team, app.Project, app.IsPreview ? Targets.Preview : Targets.Production, VariableScope.Runtime, reserved, cancellationToken);
        var all = new Dictionary<string, string>
        {
            ["NODE_ENV"] = "production",
            ["HOSTNAME"] = Everywhere,
            ["HOST"] = Everywhere,
            ["MINIVERCEL"] = "1",
            ["MINIVERCEL_ENV"] = app.IsPreview ? "preview" : "production",
            ["MINIVERCEL_BUILD_ID"] = app.Build.Value,
            // A server of SvelteKit takes every form for a foreign one, unless it is told where it stands.
            ["PROTOCOL_HEADER"] = "x-forwarded-proto",
            ["HOST_HEADER"] = "x-forwarded-host",
        };
        if (!app.IsPreview)
            all["MINIVERCEL_DEPLOYMENT_ID"] = app.Id.Value;
        if (project.Url is { } url)
            all["MINIVERCEL_URL"] = url;
        foreach (var (name, value) in given.Values)
            all[name] = value;
        all["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return new AppSurroundings(all, given, project);
    }
}

/// <param name="Variables">All of them, by name.</param>
/// <param name="Given">Those of the project, whose values no log shows.</param>
/// <param name="Project">What else its project has for it.</param>
internal sealed record AppSurroundings(IReadOnlyDictionary<string, string> Variables, GivenVariables Given, AppProject Project);
