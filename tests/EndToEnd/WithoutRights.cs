using System.Diagnostics;
using System.Net;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>A user without rights, on a machine without PostgreSQL: npm brings it, and everything runs as that user.</summary>
public class WithoutRights
{
    private const string Nobody = "65534";
    private const string SystemsPostgres = "/usr/lib/postgresql";

    [WithoutPostgresFact]
    public async Task A_silo_brings_its_own_PostgreSQL_and_deploys()
    {
        var top = TemporaryFolder.Create("without-rights");
        var (data, home) = (Path.Combine(top, "data"), Path.Combine(top, "home"));
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(home);
        if (Environment.IsPrivilegedProcess)
            await Run("chown", Nobody, data, home);

        var environment = new Dictionary<string, string> { ["HOME"] = home, ["XDG_CACHE_HOME"] = "", ["PATH"] = PathWithoutPostgres() };
        await using (var silo = await SiloProcess.Start(data, environment: environment, through: AsNobodyWithoutPostgres()))
        {
            using var api = silo.Api();
            var project = await api.CreateProject("mine");
            var build = await api.Build(project, new Dictionary<string, string> { ["index.html"] = "mine" });
            (await api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);

            Assert.Contains("PostgreSQL 18 is ready", silo.Output, StringComparison.Ordinal);
            Assert.NotEmpty(Directory.EnumerateFiles(home, "initdb", SearchOption.AllDirectories));
        }

        Directory.Delete(top, recursive: true);
    }

    /// <summary>Root hides the system's programs from this one process, and gives up being root.</summary>
    private static string[] AsNobodyWithoutPostgres()
    {
        if (!Environment.IsPrivilegedProcess)
            return [];

        string[] asNobody = ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--no-new-privs"];
        return Directory.Exists(SystemsPostgres)
            ? ["unshare", "--mount", "sh", "-c", $"mount -t tmpfs none {SystemsPostgres} && exec \"$@\"", "sh", .. asNobody]
            : asNobody;
    }

    private sealed class WithoutPostgresFactAttribute : NpmRegistryFactAttribute
    {
        public WithoutPostgresFactAttribute()
        {
            if (!Environment.IsPrivilegedProcess && Directory.Exists(SystemsPostgres))
                Skip ??= "PostgreSQL is installed, and only root can hide it from a process.";
        }
    }

    private static string PathWithoutPostgres() => string.Join(':', Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Where(folder => !File.Exists(Path.Combine(folder, "initdb"))));

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, process.ExitCode);
    }
}
