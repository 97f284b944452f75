using System.Diagnostics;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>Installs Debian's package, and only its programs: no server of the system is made or started.</summary>
internal static class AptPostgres
{
    public const string Apt = "/usr/bin/apt-get";
    public const string Package = "postgresql";

    /// <summary>Debian's packaging reads this folder before it makes a system cluster on port 5432.</summary>
    private const string SettingsFolder = "/etc/postgresql-common/createcluster.d";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static async Task Install(CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        var noSystemCluster = Path.Combine(SettingsFolder, "minivercel.conf");
        try
        {
            Directory.CreateDirectory(SettingsFolder);
            await File.WriteAllTextAsync(noSystemCluster, "create_main_cluster = false\n", cancellationToken);

            // A fresh machine has no package lists; one that has them is spared the download.
            var result = await Run("install", "-y", "--no-install-recommends", Package);
            cancellationToken.ThrowIfCancellationRequested();
            if (!result.Succeeded)
            {
                await Run("update");
                cancellationToken.ThrowIfCancellationRequested();
                result = await Run("install", "-y", "--no-install-recommends", Package);
            }

            if (!result.Succeeded)
                throw new PostgresMissingException($"PostgreSQL is not installed, and apt-get install {Package} failed: {result.Output}");
        }
        finally
        {
            // What a person installs later is theirs to decide.
            File.Delete(noSystemCluster);
            OneAtATime.Release();
        }
    }

    /// <summary>Never killed half-way, which would leave the system's packages broken. A Ctrl-C in the terminal it hears itself.</summary>
    private static Task<CommandResult> Run(params string[] arguments)
    {
        var info = new ProcessStartInfo(Apt, ["-q", "-o", "DPkg::Lock::Timeout=300", .. arguments]);
        info.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        return Command.Run(info, Patience);
    }
}
