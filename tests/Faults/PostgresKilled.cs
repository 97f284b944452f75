using System.Diagnostics;
using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>The private PostgreSQL has nobody but the silo to bring it back.</summary>
public class PostgresKilled
{
    [Fact]
    public async Task A_private_server_that_was_killed_comes_back_with_everything_in_it()
    {
        var folder = TemporaryFolder.Create("postgres-killed");
        await using (var silo = await SiloProcess.Start(folder))
        {
            using var api = silo.Api();
            var project = await api.CreateProject("kept");

            using (var postmaster = Process.GetProcessById(PidOf(folder)))
            {
                postmaster.Kill();
                await postmaster.WaitForExitAsync();
            }

            Assert.Equal(HttpStatusCode.Created, (await api.Post("/api/projects", new { name = "after" })).Status);
            Assert.Equal("kept", (await api.Get($"/api/projects/{project}")).Text("name"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static int PidOf(string folder)
    {
        var cluster = Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).Single();
        return int.Parse(File.ReadLines(cluster).First(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
