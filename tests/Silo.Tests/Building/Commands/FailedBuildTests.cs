using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>Every way in which a build fails has its name and a sentence that helps; nothing is left of it, and the next build is served.</summary>
[Collection(nameof(Alone))]
public sealed class FailedBuildTests(FailedBuildTests.Narrow narrow) : CommandsTest(narrow.Silo), IClassFixture<FailedBuildTests.Narrow>, IDisposable
{
    private readonly LeftByBuilds _left = new(narrow.Silo);

    public void Dispose() => _left.Dispose();

    [Fact]
    public async Task A_repository_that_is_not_there_is_a_failed_clone()
    {
        var project = (await Api.Post("/api/projects", new { name = $"p-{Guid.NewGuid():n}"[..20], git_url = $"file://{narrow.Repositories}/nowhere" }))
            .Expect(HttpStatusCode.Created).Text("id");
        var build = (await Api.Post($"/api/projects/{project}/builds", new { })).Expect(HttpStatusCode.Accepted).Text("id");

        await Ends(await Api.WaitForBuild(build), "clone_failed", "There is no repository at file://");
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(narrow.Silo.Folder, "git", "homes")));

        var site = GitFolder.Create(narrow.Repositories);
        site.Commit("One", ("index.html", "one"));
        (await Api.Put($"/api/projects/{project}", new { git_url = site.Url })).Expect(HttpStatusCode.OK);
        build = (await Api.Post($"/api/projects/{project}/builds", new { })).Expect(HttpStatusCode.Accepted).Text("id");
        await Succeeded(await Api.WaitForBuild(build));
    }

    [BoxFact]
    public Task An_install_command_that_fails_is_a_failed_install() => Ends(
        new { installCommand = "echo because >&2; exit 3", buildCommand = "touch never" }, "install_failed", "ended with 3. The lines above say why.");

    [NpmRegistryFact]
    public async Task A_package_that_is_in_no_registry_is_a_failed_install()
    {
        var build = await Build(
            new { outputDirectory = "out" },
            ("package.json", """{ "dependencies": { "@minivercel-tests/there-is-no-such-package": "1.0.0" }, "scripts": { "build": "mkdir out" } }"""));

        await Ends(build, "install_failed", "'npm install");
        Assert.Contains(await Log(build), l => l.StartsWith("stderr install npm", StringComparison.Ordinal) && l.Contains("404", StringComparison.Ordinal));
    }

    [BoxFact]
    public Task A_build_command_that_fails_is_a_failed_build() =>
        Ends(new { buildCommand = "no-such-program" }, "build_failed", "ended with 127: a program that it calls does not exist");

    [BoxFact]
    public Task A_command_that_never_ends_is_timed_out() => Ends(new { buildCommand = "sleep 600" }, "timed_out", "still running when the 8 s were over");

    [BoxFact]
    public Task The_time_is_that_of_all_commands_together() => Ends(
        new { installCommand = "sleep 5", buildCommand = "sleep 5" }, "timed_out", "'sleep 5' was still running when the 8 s were over");

    [BoxFact]
    public Task Four_gigabytes_are_out_of_memory() =>
        Ends(new { buildCommand = "perl -e '$x = \"x\" x (4 << 30); sleep 600'" }, "out_of_memory", "268.4 MB of memory");

    [BoxFact]
    public Task A_full_disk_is_said_to_be_that() => Ends(new { buildCommand = "head -c 1G /dev/zero > big" }, "disk_full", "67.1 MB");

    [BoxFact]
    public Task A_fork_bomb_is_too_many_processes() => Ends(new { buildCommand = "perl -e 'fork while 1'" }, "build_failed", "more than 40 processes");

    [BoxFact]
    public Task An_output_that_is_a_link_to_a_folder_of_the_machine_is_refused() =>
        Ends(new { buildCommand = "ln -s /etc out", outputDirectory = "out" }, "config_invalid", "leads out");

    [BoxFact]
    public Task An_output_that_is_a_link_to_a_file_of_the_machine_is_refused() =>
        Ends(new { buildCommand = "ln -s /etc/passwd out", outputDirectory = "out" }, "config_invalid", "leads out");

    [BoxFact]
    public Task A_link_in_the_output_to_a_file_of_the_machine_is_refused() => Ends(
        new { buildCommand = "mkdir out; ln -s /etc/passwd out/index.html", outputDirectory = "out" }, "pack_failed",
        "'index.html' is a symbolic link that leads out of the output");

    [BoxFact]
    public Task An_output_that_is_missing_is_told_beside_what_is_there() => Ends(
        new { buildCommand = "mkdir -p out/web", outputDirectory = "dist" }, "no_output",
        "The output directory 'dist' does not exist. The build has left: index.html, out, vercel.json.");

    private async Task Ends(object vercel, string reason, string sentence) => await Ends(await Build(vercel), reason, sentence);

    private async Task Ends(ApiAnswer build, string reason, string sentence)
    {
        Assert.Contains(sentence, await Failed(build, reason), StringComparison.Ordinal);
        Assert.Equal(0, await _left.ArtifactsOf(build.Text("id")));
        await _left.Nothing();
        await Succeeded(await Build(new { buildCommand = "true" }));
        await _left.Nothing();
    }

    /// <summary>A silo whose builds may take little.</summary>
    public sealed class Narrow : IAsyncLifetime
    {
        public string Repositories { get; } = TemporaryFolder.Create("failed-builds");

        public TestSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await TestSilo.Start(
            services => services.AddSingleton(new BoxLimits { Time = TimeSpan.FromSeconds(8), Memory = 256 << 20, Disk = 64 << 20, Tasks = 40 }),
            new SiloOptions { GitFolders = [Repositories] });

        public async Task DisposeAsync()
        {
            await Silo.DisposeAsync();
            Directory.Delete(Repositories, recursive: true);
        }
    }
}
