using MiniVercel.Bench.Measuring;
using MiniVercel.Builds;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Silo.Building.Commands;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Bench.Builds;

/// <summary>An example built by the platform, beside a script with the commands that the platform itself decides on.</summary>
internal static class Pipeline
{
    private const string Example = "vite-react";

    public static async Task<IReadOnlyList<Figure>> Measure(Stage stage, int rounds, CancellationToken cancellationToken)
    {
        var source = Path.Combine(Environment.GetEnvironmentVariable("MINIVERCEL_HOME")!, "examples", Example);
        var project = await stage.Api.CreateProject(Example);
        var upload = await stage.Api.Upload(project, TextsIn(source));
        var folder = stage.NewFolder("script");
        await using var shelf = await Shelf.Open(source, folder, cancellationToken);

        var (kept, anew, script) = (new List<double>(), new List<double>(), new List<double>());
        var (firstInstall, secondInstall) = (new List<double>(), new List<double>());
        await shelf.RunScript(cancellationToken); // Its downloads are there from now on.
        for (var round = 0; round < rounds; round++)
        {
            Forget(stage.CacheOf(project));
            var first = await stage.Build(project, upload, cancellationToken);
            firstInstall.Add(await stage.SecondsBetween(first.Id, "install", "build"));

            script.Add(await shelf.RunScript(cancellationToken));
            var second = await stage.Build(project, upload, cancellationToken);
            kept.Add(second.Took.TotalSeconds);
            secondInstall.Add(await stage.SecondsBetween(second.Id, "install", "build"));

            Forget(Path.Combine(stage.CacheOf(project), "packages"));
            anew.Add((await stage.Build(project, upload, cancellationToken)).Took.TotalSeconds);
        }

        return
        [
            Figure.OfTimes($"{Example}, its packages kept from the last build", kept, "install and build in a script", script, 1.10),
            Figure.OfTimes($"{Example}, installed anew out of the same downloads", anew, "install and build in a script", script, 1.10),
            Figure.OfTimes("install of an unchanged project", secondInstall, "install of its first build", firstInstall, 0.50),
        ];
    }

    private static void Forget(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> TextsIn(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText);

    /// <summary>The programs that the platform would bring, and its commands, for a script.</summary>
    private sealed class Shelf : IAsyncDisposable
    {
        private readonly ProgramShelf _shelf;
        private readonly Toolchain _tools;
        private readonly string _folder;
        private readonly string _lines;

        private Shelf(ProgramShelf shelf, Toolchain tools, string folder, string lines) => (_shelf, _tools, _folder, _lines) = (shelf, tools, folder, lines);

        public static async Task<Shelf> Open(string source, string folder, CancellationToken cancellationToken)
        {
            var order = new BuildOrder(
                new TeamId("team_default"), new ProjectId("prj_script"), Example, Upload: null, Production: false, Force: false, Branch: "main",
                CommitSha: null, RootDirectory: null, InstallCommand: null, BuildCommand: null, OutputDirectory: null, AppType: null);
            var plan = Detector.Detect(source, order);
            var shelf = new ProgramShelf(Path.Combine(UserCache.PathOr(folder), "programs"));
            var lists = new VersionLists(shelf.Versions, TimeProvider.System);
            var toolchains = new Toolchains(new NodeShelf(shelf, lists), new PackageManagerShelf(shelf, lists));
            var tools = await toolchains.Bring(plan.Manager!, plan.Node, Path.Combine(folder, "programs"), cancellationToken);
            return new Shelf(shelf, tools, folder, $"cp -r {source} fresh; cd fresh; {plan.Install!.First}; {plan.Build}");
        }

        public async Task<double> RunScript(CancellationToken cancellationToken)
        {
            var took = await Script.Run(_folder, _lines, _tools.Programs, _tools.Environment(Path.Combine(_folder, "downloads")), cancellationToken);
            Directory.Delete(Path.Combine(_folder, "fresh"), recursive: true);
            return took;
        }

        public ValueTask DisposeAsync()
        {
            _tools.Dispose();
            _shelf.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
