using System.Net;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>Builds what somebody asks for, and compares all that can be seen of it with what must come of it.</summary>
internal sealed partial class ProjectThatBuilds
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static int s_projects;

    private readonly BuildSilo _silo;
    private readonly string _project;
    private readonly Lazy<GitFolder> _repository;
    private readonly HashSet<string> _kinds = [];
    private readonly List<Made> _made = [];

    private ProjectThatBuilds(BuildSilo silo, string project, string name)
    {
        (_silo, _project) = (silo, project);
        _repository = new Lazy<GitFolder>(() => GitFolder.Create(silo.Repositories, name));
    }

    /// <summary>A build that has ended well, and what it is to serve for as long as it is there.</summary>
    private sealed record Made(string Build, string Artifact, IReadOnlyDictionary<string, string> Output);

    /// <summary>A build that has ended, and what its viewer has been told.</summary>
    private sealed record Ended(ApiAnswer Build, IReadOnlyList<ServerEvent> Told)
    {
        public string Id => Build.Text("id");

        public string? Artifact => Build.Json!["artifact_id"]?.GetValue<string>();
    }

    public static async Task<ProjectThatBuilds> Start(BuildSilo silo)
    {
        var name = $"builds-{Interlocked.Increment(ref s_projects)}";
        return new ProjectThatBuilds(silo, await silo.Api.CreateProject(name), name);
    }

    /// <summary>Plays it, and answers with the kinds of things that came about.</summary>
    public async Task<IReadOnlySet<string>> Play(BuildHistory history)
    {
        for (var i = 0; i < history.Builds.Count; i++)
        {
            var wanted = history.Builds[i];
            var expected = ExpectedBuild.Of(wanted, UrlOf(wanted));
            _silo.Ways.Forget();
            var id = "";
            await PropertyBrokenException.Guard(6, async () => id = await Trigger(wanted, earlier: i));
            var ended = await Follow(wanted, id);
            await PropertyBrokenException.Guard(7, () => WentItsWay(wanted, expected, ended));
            await PropertyBrokenException.Guard(10, () => IsKept(wanted, expected, ended));
            await PropertyBrokenException.Guard(9, () => WasTold(ended));
            await PropertyBrokenException.Guard(8, () => HasItsArtifact(wanted, ended));
            await PropertyBrokenException.Guard(11, () => EveryArtifactIsThere(wanted, ended));
            await PropertyBrokenException.Guard(27, () => TellsWhy(expected, ended));
        }

        return _kinds;
    }

    private string UrlOf(SomebodysBuild wanted) => wanted.Origin switch
    {
        Origin.Folder => "",
        Origin.Repository => _repository.Value.Url,
        _ => $"file://{_silo.Repositories}/nowhere",
    };

    /// <summary>A record and a place in the queue: at once for what is taken, and never for what is refused.</summary>
    private async Task<string> Trigger(SomebodysBuild wanted, int earlier)
    {
        var path = $"/api/projects/{_project}/builds";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _silo.Api.Post(path, new { upload_id = "upl_unknown" })).Status);
        Assert.Equal(earlier, await _silo.Ask<long>("select count(*) from builds where project_id = @key", _project));

        var answer = (await _silo.Api.Post(path, await SourceOf(wanted))).Expect(HttpStatusCode.Accepted);
        var id = answer.Text("id");
        var row = await _silo.Ask<string>("select project_id || ' ' || branch || ' ' || (state ->> 'created_at') from builds where id = @key", id);
        Assert.StartsWith($"{_project} main ", row, StringComparison.Ordinal);
        Assert.Equal(id, (await _silo.Api.Get($"/api/builds/{id}")).Expect(HttpStatusCode.OK).Text("id"));
        Assert.Equal(earlier + 1, await _silo.Ask<long>("select count(*) from builds where project_id = @key", _project));
        _kinds.Add(BuildKinds.Refused);
        _kinds.Add(wanted.Origin == Origin.Folder ? BuildKinds.OfFolder : BuildKinds.OfRepository);
        return id;
    }

    private async Task<object> SourceOf(SomebodysBuild wanted)
    {
        if (wanted.Origin == Origin.Folder)
            return new { upload_id = await _silo.Api.Upload(_project, wanted.Sources()) };

        if (wanted.Origin == Origin.Repository)
            Commit(_repository.Value, wanted);
        (await _silo.Api.Put($"/api/projects/{_project}", new { git_url = UrlOf(wanted) })).Expect(HttpStatusCode.OK);
        return new { };
    }

    /// <summary>Nothing of the build before stays in the repository.</summary>
    private static void Commit(GitFolder repository, SomebodysBuild wanted)
    {
        if (Directory.EnumerateFileSystemEntries(repository.Path).Count() > 1)
            repository.Git("rm", "-r", "--quiet", "--", ".");
        repository.Commit("Change", [.. wanted.Sources().Select(f => (f.Key, f.Value))]);
    }

    /// <summary>Reads its log until it has ended, as it comes: who waits for a line gets it while the build waits for them.</summary>
    private async Task<Ended> Follow(SomebodysBuild wanted, string id)
    {
        var told = new List<ServerEvent>();
        var stream = await EventStream.Open(_silo.Silo, id);
        try
        {
            while (await Next(stream, wanted, id) is { } next)
            {
                told.Add(next);
                if (next.Name == "message" && next.Text == SomebodysBuild.Waiting)
                    await LetGo(id);
                if (next.Name != "status" && told.Count == wanted.LeavesAfter)
                {
                    stream.Dispose();
                    stream = await EventStream.Open(_silo.Silo, id, after: next.Id);
                    _kinds.Add(BuildKinds.CameBack);
                }
            }
        }
        finally
        {
            stream.Dispose();
        }

        if (wanted.LeavesAfter is null)
            _kinds.Add(BuildKinds.Stayed);
        return new Ended((await _silo.Api.Get($"/api/builds/{id}")).Expect(HttpStatusCode.OK), told);
    }

    private async Task<ServerEvent?> Next(EventStream stream, SomebodysBuild wanted, string id)
    {
        ServerEvent? next = null;
        await PropertyBrokenException.Guard(9, async () =>
        {
            try
            {
                next = await stream.Next().WaitAsync(Soon);
            }
            catch (TimeoutException) when (wanted.Waits)
            {
                await LetGo(id); // It must not stand there for ever.
                throw;
            }
        });
        return next;
    }

    /// <summary>The build looks for this, and it is there only after its line was read.</summary>
    private async Task LetGo(string id)
    {
        Assert.Equal("building", (await _silo.Api.Get($"/api/builds/{id}")).Text("status"));
        await File.WriteAllTextAsync(Path.Combine(_silo.Silo.Folder, "workspaces", $"{id}-1", "go"), "");
        _kinds.Add(BuildKinds.ReadLive);
    }
}
