using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>Something that a silo is killed in the middle of, and how to see what came of it.</summary>
internal abstract class KilledDeed(KilledSite site)
{
    protected KilledSite Site => site;

    /// <summary>What else both processes are started with.</summary>
    public virtual IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Whether it is a build that somebody can watch when the process is killed.</summary>
    public virtual bool IsWatched => false;

    /// <summary>Which deed comes by this failpoint.</summary>
    /// <param name="failpoint">Its name.</param>
    /// <param name="site">What there is.</param>
    /// <param name="folder">The silo's data folder.</param>
    /// <param name="database">The silo's database.</param>
    public static KilledDeed For(string failpoint, KilledSite site, string folder, string database) => failpoint switch
    {
        _ when failpoint.StartsWith("sweep.", StringComparison.Ordinal) => new KilledSweep(site, folder, database),
        _ when failpoint.StartsWith("project.", StringComparison.Ordinal) => new KilledProject(site, folder, database),
        _ when failpoint.StartsWith("head.", StringComparison.Ordinal) => new Push(site, failpoint),
        _ when failpoint.StartsWith("call.", StringComparison.Ordinal) => new KilledCalls(site),
        "build.before_delete" or "build.after_delete" or "build.after_release" => new Deletion(site),
        _ when failpoint.StartsWith("secrets.", StringComparison.Ordinal) => new Rotation(site),
        _ when failpoint.StartsWith("name.", StringComparison.Ordinal) => new Naming(site),
        "build.in_clone" or "build.after_fetch" or "build.after_clone" => new Cloning(site, failpoint),
        _ when IsOfApp(failpoint) => new Deployment(site, failpoint, ScriptedApp.Serving("two")),
        _ => new Deployment(site, failpoint, KilledSite.Builds("two")),
    };

    /// <summary>Only an app is started and proven.</summary>
    public static bool IsOfApp(string failpoint) =>
        failpoint.StartsWith("activation.", StringComparison.Ordinal)
        && (failpoint.EndsWith("_start", StringComparison.Ordinal) || failpoint.EndsWith("_prove", StringComparison.Ordinal));

    /// <summary>Asks for it. Whether an answer comes back is not known: the silo may be gone before.</summary>
    public async Task Try(ApiDriver api)
    {
        try
        {
            await Ask(api);
        }
        catch (HttpRequestException)
        {
            // Killed before it could answer.
        }
    }

    /// <summary>What goes on while no process is there.</summary>
    public virtual void Meanwhile()
    {
    }

    /// <summary>Waits for what the next process makes of it: "finished" or "undone", checked to be wholly so.</summary>
    public abstract Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit);

    protected abstract Task Ask(ApiDriver api);

    /// <summary>A second version is built and activated: one build, one activation of it, a log without gap or repetition.</summary>
    private sealed class Deployment(KilledSite site, string failpoint, Dictionary<string, string> files) : KilledDeed(site)
    {
        /// <summary>What is killed before its worker has it may have been seen by nobody; what is activated is built already.</summary>
        public override bool IsWatched =>
            failpoint.StartsWith("build.", StringComparison.Ordinal) && !failpoint.EndsWith("_submit", StringComparison.Ordinal);

        public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
        {
            var builds = await Items(api, "builds");
            await KilledSite.Serves(silo, Site.ActiveLabel, "one", Site.Active);
            if (builds.Count == 2)
            {
                await KilledSite.Serves(silo, KilledSite.Name, "one");
                return "undone";
            }

            var build = builds[0]!["id"]!.GetValue<string>();
            var finished = await api.WaitForBuild(build).WaitAsync(limit);
            Assert.Equal("success", finished.Text("status"));
            await KilledSite.Until(async () => await IsActive(api, build), limit);

            var deployment = await Newest(api);
            await KilledSite.Serves(silo, KilledSite.Name, "two", deployment["id"]!.GetValue<string>());
            await KilledSite.Serves(silo, KilledSite.Label(finished), "two", build);
            await HappenedOnce(api, build);
            return "finished";
        }

        protected override async Task Ask(ApiDriver api)
        {
            var upload = await api.Upload(Site.Project, files);
            await api.Post($"/api/projects/{Site.Project}/builds", new { upload_id = upload, production = true });
        }

        private async Task HappenedOnce(ApiDriver api, string build)
        {
            Assert.Equal(3, (await Items(api, "builds")).Count);
            Assert.Equal(2, (await Items(api, "deployments")).Count);
            var lines = (await api.Get($"/api/builds/{build}/logs"))["items"].AsArray().Select(l => l!["seq"]!.GetValue<long>()).ToList();
            Assert.Equal(Enumerable.Range(1, lines.Count).Select(i => (long)i), lines);
        }

        private async Task<bool> IsActive(ApiDriver api, string build)
        {
            var newest = await Newest(api);
            return newest["build_id"]!.GetValue<string>() == build && newest["status"]!.GetValue<string>() == "active";
        }

        private async Task<JsonNode> Newest(ApiDriver api) => (await Items(api, "deployments"))[0]!;

        private async Task<JsonArray> Items(ApiDriver api, string what) =>
            (await api.Get($"/api/projects/{Site.Project}/{what}")).Expect(HttpStatusCode.OK)["items"].AsArray();
    }

    /// <summary>
    /// A branch is built that moves on while nobody builds: the commit that was recorded is built, and where none was yet, the new one.
    /// </summary>
    private sealed class Cloning(KilledSite site, string failpoint) : KilledDeed(site)
    {
        private readonly GitFolder _repository = GitFolder.Create(Path.Combine(site.Repositories, failpoint));
        private string _first = "";
        private string _second = "";

        public override bool IsWatched => true;

        public override void Meanwhile() => _second = _repository.Commit("Three", ("index.html", "<h1>three</h1>"));

        public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
        {
            var builds = (await api.Get($"/api/projects/{Site.Project}/builds")).Expect(HttpStatusCode.OK)["items"].AsArray();
            Assert.Equal(3, builds.Count);
            var build = await api.WaitForBuild(builds[0]!["id"]!.GetValue<string>()).WaitAsync(limit);

            Assert.Equal("success", build.Text("status"));
            var isRecorded = failpoint == "build.after_clone";
            Assert.Equal(isRecorded ? _first : _second, build.Text("commit_sha"));
            await KilledSite.Serves(silo, KilledSite.Label(build), isRecorded ? "two" : "three");
            return "finished";
        }

        protected override async Task Ask(ApiDriver api)
        {
            _first = _repository.Commit("Two", ("index.html", "<h1>two</h1>"));
            (await api.Put($"/api/projects/{Site.Project}", new { git_url = _repository.Url })).Expect(HttpStatusCode.OK);
            await api.Post($"/api/projects/{Site.Project}/builds", new { });
        }
    }

    /// <summary>
    /// A push is told of: it is built once, and nothing older after it, whatever the next process is told again and again and in whatever order.
    /// </summary>
    private sealed class Push(KilledSite site, string failpoint) : KilledDeed(site)
    {
        private readonly GitFolder _repository = GitFolder.Create(Path.Combine(site.Repositories, failpoint));
        private string _secret = "";
        private string[] _pushes = [];

        public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
        {
            var again = Enumerable.Repeat(_pushes, 34).SelectMany(p => p).ToArray();
            new Random(11).Shuffle(again);
            var answers = await Task.WhenAll(again.Select(push => Tell(api, push)));
            Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.Status));
            Assert.DoesNotContain(answers, a => a["items"][0]!["outcome"]!.GetValue<string>() is "build");

            await KilledSite.Until(async () => (await Builds(api)).Count == 3, limit);
            var build = await api.WaitForBuild((await Builds(api))[0]!["id"]!.GetValue<string>()).WaitAsync(limit);
            Assert.Equal("success", build.Text("status"));
            await KilledSite.Serves(silo, KilledSite.Label(build), "three");
            Assert.Equal(3, (await Builds(api)).Count);
            return "finished";
        }

        /// <summary>The newest of three is the only one that it has been told of when it is killed.</summary>
        protected override async Task Ask(ApiDriver api)
        {
            var commits = new[] { "one", "two", "three" }.Select(page => _repository.Commit(page, ("index.html", $"<h1>{page}</h1>"))).ToArray();
            var messages = new GitHubMessages(_repository.Url);
            _pushes =
            [
                messages.Push(GitHubMessages.NoCommit, commits[0], 1, "topic"), messages.Push(commits[0], commits[1], 2, "topic"),
                messages.Push(commits[1], commits[2], 2, "topic"),
            ];
            (await api.Put($"/api/projects/{Site.Project}", new { git_url = _repository.Url })).Expect(HttpStatusCode.OK);
            _secret = (await api.Put($"/api/projects/{Site.Project}/webhook", null)).Expect(HttpStatusCode.OK).Text("secret");
            await Tell(api, _pushes[2]);
        }

        private Task<ApiAnswer> Tell(ApiDriver api, string push) => api.Send(
            HttpMethod.Post, "/api/webhooks/github", GitHubMessages.Signed(push, "push", GitHubMessages.NewDelivery(), _secret));

        private async Task<JsonArray> Builds(ApiDriver api) =>
            (await api.Get($"/api/projects/{Site.Project}/builds")).Expect(HttpStatusCode.OK)["items"].AsArray();
    }

    /// <summary>A build is deleted: it is gone from the API and off the air, or as it was.</summary>
    private sealed class Deletion(KilledSite site) : KilledDeed(site)
    {
        public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
        {
            await KilledSite.Serves(silo, KilledSite.Name, "one");
            if ((await api.Get($"/api/builds/{Site.Spare}")).Status == HttpStatusCode.OK)
            {
                await KilledSite.Serves(silo, Site.SpareLabel, "spare", Site.Spare);
                return "undone";
            }

            await KilledSite.Until(async () => (await KilledSite.Ask(silo, Site.SpareLabel)).Status == 404, limit);
            return "finished";
        }

        protected override Task Ask(ApiDriver api) => api.Delete($"/api/builds/{Site.Spare}");
    }

    /// <summary>A project gets another name: it answers by one of the two, and by the one that the API says.</summary>
    private sealed class Naming(KilledSite site) : KilledDeed(site)
    {
        private const string Next = "renamed";

        public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
        {
            var name = (await api.Get($"/api/projects/{Site.Project}")).Expect(HttpStatusCode.OK).Text("name");
            var other = name == Next ? KilledSite.Name : Next;
            await KilledSite.Until(async () => (await KilledSite.Ask(silo, name)).Status == 200, limit);
            await KilledSite.Until(async () => (await KilledSite.Ask(silo, other)).Status == 404, limit);
            await KilledSite.Serves(silo, name, "one");
            return name == Next ? "finished" : "undone";
        }

        protected override Task Ask(ApiDriver api) => api.Put($"/api/projects/{Site.Project}", new { name = Next });
    }

    /// <summary>The secrets are sealed under a new key: by whoever asks again, to the last, and none is lost.</summary>
    private sealed class Rotation(KilledSite site) : KilledDeed(site)
    {
        public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
        {
            var before = (await api.Get("/api/cluster/keys")).Expect(HttpStatusCode.OK);
            Assert.Equal([1L, KilledSite.Variables.Length - 1], before["keys"].AsArray().Select(k => k!["secrets"]!.GetValue<long>()));
            Assert.Equal(KilledSite.Variables, await Values(api));

            var rotated = (await api.Post("/api/cluster/keys/rotate")).Expect(HttpStatusCode.OK);
            Assert.Equal(0, rotated["remaining"].GetValue<long>());
            Assert.Single((await api.Get("/api/cluster/keys"))["keys"].AsArray());
            Assert.Equal(KilledSite.Variables, await Values(api));
            return "finished";
        }

        protected override Task Ask(ApiDriver api) => api.Post("/api/cluster/keys/rotate");

        private async Task<IEnumerable<string>> Values(ApiDriver api) =>
            (await api.Get($"/api/projects/{Site.Project}/env?reveal=true")).Expect(HttpStatusCode.OK)["items"].AsArray()
                .Select(v => v!["value"]!.GetValue<string>()).Order();
    }
}
