using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniVercel.Builds;
using MiniVercel.Ports;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Http;

namespace MiniVercel.Properties;

/// <summary>What each property demands of a build that has ended.</summary>
internal sealed partial class ProjectThatBuilds
{
    /// <summary>Every step once, each when the one before is done, and none after a failure.</summary>
    private async Task WentItsWay(SomebodysBuild wanted, ExpectedBuild expected, Ended ended)
    {
        Assert.Equal(expected.Way, (await WayOfTheBuild()).Select(f => f.Name).Where(IsOfBuilds));
        Assert.Equal(expected.Reason is null ? "success" : "failed", ended.Build.Text("status"));
        Assert.Equal(1, await _silo.Ask<int>("select attempt from builds where id = @key", ended.Id));
        var steps = (await Lines(ended.Id)).Select(l => l["step"]?.GetValue<string>()).OfType<string>().Select(s => (int)Enum.Parse<BuildStep>(s, ignoreCase: true)).ToList();
        Assert.Equal(steps.Order(), steps);
        if (expected.Reason is null or "no_output")
        {
            _kinds.Add((wanted.Install, wanted.Build) switch
            {
                (null, null) => BuildKinds.NoCommand,
                (null, _) => BuildKinds.OnlyBuild,
                (_, null) => BuildKinds.OnlyInstall,
                _ => BuildKinds.InstallAndBuild,
            });
        }
    }

    /// <summary>Whoever watches may know of the ending before the worker has come that far.</summary>
    private async Task<IReadOnlyList<Failpoint>> WayOfTheBuild()
    {
        using var limit = new CancellationTokenSource(Soon);
        while (true)
        {
            if (_silo.Ways.LastWay(Failpoint.BuildTaken, Failpoint.BuildRecorded) is { Count: > 0 } way)
                return way;
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Not who asks for the build, nor who is told of it: they go on beside it.</summary>
    private static bool IsOfBuilds(string name) =>
        name.StartsWith("build.", StringComparison.Ordinal) && !name.EndsWith("_submit", StringComparison.Ordinal);

    /// <summary>What the commands have printed, line by line, in each of the forms in which a log can be read.</summary>
    private async Task IsKept(SomebodysBuild wanted, ExpectedBuild expected, Ended ended)
    {
        var lines = await Lines(ended.Id);
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(i => (long)i), lines.Select(l => l["seq"]!.GetValue<long>()));
        Assert.Equal(lines.Count, await _silo.Ask<int>("select (state ->> 'last_seq')::int from builds where id = @key", ended.Id));
        Assert.Equal(expected.Out, Of(lines, "stdout"));
        Assert.Equal(expected.Errors, Of(lines, "stderr"));
        Note(expected);
        if (new[] { wanted.Install, wanted.Build }.Any(c => c?.Out is { Length: > 0 } text && text[^1] != '\n'))
            _kinds.Add(BuildKinds.NoEndOfLine);
        if (expected.Reason is not null)
            _kinds.Add(BuildKinds.LogOfFailure);
    }

    private void Note(ExpectedBuild expected)
    {
        foreach (var line in expected.Out.Concat(expected.Errors))
        {
            if (line.Length == 0)
                _kinds.Add(BuildKinds.EmptyLine);
            if (line == "100 %")
                _kinds.Add(BuildKinds.Overwritten);
            if (line.EndsWith("more)", StringComparison.Ordinal))
                _kinds.Add(BuildKinds.LongLine);
        }

        if (expected.Errors.Count > 0)
            _kinds.Add(BuildKinds.OnErrors);
    }

    /// <summary>The viewer has been told what is stored: each line once, in order, and then how it ended.</summary>
    private async Task WasTold(Ended ended)
    {
        Assert.Equal((await Lines(ended.Id)).Select(l => l.ToJsonString()), ended.Told.SkipLast(1).Select(e => e.Data.ToJsonString()));
        Assert.Equal(("status", ended.Build.Json!.ToJsonString()), (ended.Told[^1].Name, ended.Told[^1].Data.ToJsonString()));
    }

    /// <summary>What was made is there, and served at an address of its own; of what failed there is nothing.</summary>
    private async Task HasItsArtifact(SomebodysBuild wanted, Ended ended)
    {
        var rows = await _silo.Ask<long>("select count(*) from artifacts where build_id = @key", ended.Id);
        if (ended.Build.Text("status") != "success")
        {
            Assert.Equal((0L, null), (rows, ended.Artifact));
            Assert.Equal(0L, await _silo.Ask<long>("select count(*) from hosts where build_id = @key", ended.Id));
            _kinds.Add(BuildKinds.NoArtifact);
            return;
        }

        Assert.Equal((1L, true), (rows, ended.Artifact is not null));
        foreach (var text in wanted.Output!.Values)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            Assert.True(File.Exists(Path.Combine(_silo.Silo.Folder, "blobs", hash[..2], hash)), "The engine has not got it.");
        }

        await Serves(new Uri(ended.Build.Text("preview_url")).Authority, wanted.Output);
        _kinds.Add(wanted.Output.Count == 1 ? BuildKinds.OneFile : BuildKinds.SeveralFiles);
    }

    /// <summary>Each has an id of its own, belongs to its build, and can still be gone back to after whatever came later.</summary>
    private async Task EveryArtifactIsThere(SomebodysBuild wanted, Ended ended)
    {
        if (ended.Artifact is { } artifact)
        {
            Assert.True(_silo.Artifacts.Add(artifact), "Another build has that artifact.");
            if (_made.Exists(m => m.Output == wanted.Output))
                _kinds.Add(BuildKinds.SameContent);
            _made.Add(new Made(ended.Id, artifact, wanted.Output!));
        }
        else if (_made.Count > 0)
        {
            _kinds.Add(BuildKinds.OutlivedFailure);
        }

        foreach (var made in _made)
        {
            Assert.Equal(made.Artifact, (await _silo.Api.Get($"/api/builds/{made.Build}")).Expect(HttpStatusCode.OK).Text("artifact_id"));
            var tracked = (await _silo.Api.Get($"/api/artifacts/{made.Artifact}")).Expect(HttpStatusCode.OK);
            Assert.Equal((made.Build, made.Output.Count), (tracked.Text("build_id"), tracked["file_count"].GetValue<int>()));
        }

        if (_made.Count > 1)
        {
            (await _silo.Api.Activate(_project, _made[0].Build)).Expect(HttpStatusCode.OK);
            var name = (await _silo.Api.Get($"/api/projects/{_project}")).Text("name");
            await Serves(_silo.Silo.SiteHost(name), _made[0].Output);
            _kinds.Add(BuildKinds.GoneBack);
        }
    }

    /// <summary>A failure has a word, and a line at the end that says what it was.</summary>
    private async Task TellsWhy(ExpectedBuild expected, Ended ended)
    {
        Assert.Equal(expected.Reason, ended.Build.Json!["reason"]?.GetValue<string>());
        Assert.NotNull(ended.Build.Json["completed_at"]?.GetValue<string>());
        var last = (await Lines(ended.Id))[^1];
        Assert.Equal("system", last["stream"]!.GetValue<string>());
        Assert.StartsWith(expected.Reason is null ? expected.Detail : $"Failed: {expected.Detail}", last["text"]!.GetValue<string>(), StringComparison.Ordinal);
        if (expected.Reason is { } reason)
        {
            _kinds.Add(reason switch
            {
                "clone_failed" => BuildKinds.CloneFailed,
                "install_failed" => BuildKinds.InstallFailed,
                "build_failed" => BuildKinds.BuildFailed,
                _ => BuildKinds.NoOutput,
            });
        }
    }

    private async Task Serves(string host, IReadOnlyDictionary<string, string> output)
    {
        foreach (var (path, text) in output)
        {
            var answer = await RawHttp.Get(_silo.Silo.Endpoint, host, path == "index.html" ? "/" : $"/{path}");
            Assert.Equal((200, text), (answer.Status, answer.Text));
        }
    }

    private static IEnumerable<string> Of(IEnumerable<JsonNode> lines, string stream) =>
        lines.Where(l => l["stream"]!.GetValue<string>() == stream).Select(l => l["text"]!.GetValue<string>());

    private async Task<IReadOnlyList<JsonNode>> Lines(string build) =>
        [.. (await _silo.Api.Get($"/api/builds/{build}/logs")).Expect(HttpStatusCode.OK)["items"].AsArray().Select(l => l!)];
}
