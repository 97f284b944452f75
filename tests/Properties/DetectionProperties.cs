using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Builds;
using MiniVercel.Properties.Generators;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class DetectionProperties(ITestOutputHelper output)
{
    private static readonly BuildReason[] Reasons = [BuildReason.ConfigInvalid, BuildReason.RootDirectoryMissing];

    private static readonly SemVersion[] Versions =
        [.. from major in Enumerable.Range(0, 25) from minor in Enumerable.Range(0, 3) from patch in Enumerable.Range(0, 3) select new SemVersion(major, minor, patch)];

    /// <summary>Whatever lies in a folder: there is a plan, the same one every time, or a reason with one line that names a file.</summary>
    [Fact]
    public void Every_folder_has_a_plan_or_a_reason()
    {
        var kinds = new CaseClasses("a plan that runs something", "a plan that runs nothing", "a wrong file", "its own build script", "a server", "a frozen install");

        Prop.ForAll(SomebodysSourcesGenerator.Arbitrary(), sources =>
        {
            var folder = TemporaryFolder.Create("detection");
            try
            {
                foreach (var (name, text) in sources.Files)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                    File.WriteAllText(Path.Combine(folder, name), text);
                }

                kinds.Count([.. Judge(folder, sources)]);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));

        kinds.EachWasMet(output);
    }

    /// <summary>The operators of ranges are those of sets: two in a row are both, `||` is either, and a version is in what begins with it.</summary>
    [Fact]
    public void Ranges_of_versions_are_sets_of_versions() => Prop.ForAll(
        (from one in Comparison() from other in Comparison() from version in Gen.Elements(Versions) select (one, other, version)).ToArbitrary(),
        t =>
        {
            var (one, other, version) = t;
            var (inOne, inOther) = (Has(one, version), Has(other, version));
            Assert.Equal(inOne && inOther, Has($"{one} {other}", version));
            Assert.Equal(inOne || inOther, Has($"{one}||{other}", version));
            Assert.All(["^", "~", ">=", "<=", "="], o => Assert.True(Has($"{o}{version}", version)));
            Assert.All(["<", ">"], o => Assert.False(Has($"{o}{version}", version)));
            Assert.Equal(!Has($"<{version}", Versions[^1]), Has($">={version}", Versions[^1]));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static IEnumerable<string> Judge(string folder, SomebodysSources sources)
    {
        BuildPlan plan;
        try
        {
            plan = Detector.Detect(folder, Order);
            Assert.Equal(Described(plan), Described(Detector.Detect(folder, Order)));
        }
        catch (BuildStepFailedException e)
        {
            Assert.Contains(e.Reason, Reasons);
            Assert.DoesNotContain(e.Message, char.IsControl);
            Assert.Contains(sources.Files.Keys, name => e.Message.StartsWith(name, StringComparison.Ordinal));
            return ["a wrong file"];
        }

        Assert.NotEmpty(plan.Outputs);
        Assert.All(plan.Sentences, s => Assert.DoesNotContain(s, char.IsControl));
        Assert.True(plan.Manager is null || sources.Of("package.json") is not null);
        Assert.True(plan.RunsSomething || plan.Manager is null);
        Assert.All([plan.Install?.First, plan.Install?.Second, plan.Build, plan.Start], c => Assert.NotEqual("", c?.ToString()));
        return Kinds(plan, sources);
    }

    private static IEnumerable<string> Kinds(BuildPlan plan, SomebodysSources sources)
    {
        yield return plan.RunsSomething ? "a plan that runs something" : "a plan that runs nothing";
        if (plan.Kind == SiteKind.Server)
            yield return "a server";
        if (plan.Install?.Second is not null)
            yield return "a frozen install";
        if (sources.Of("package.json")?.Contains("\"vite build\"", StringComparison.Ordinal) == true && !sources.Files.ContainsKey("vercel.json"))
        {
            using var json = JsonDocument.Parse(sources.Of("package.json")!);
            if (json.RootElement.GetProperty("scripts").TryGetProperty("build", out var script) && script.ToString().Trim().Length > 0)
            {
                Assert.Equal($"{plan.Manager!.Program} run build", plan.Build?.ToString());
                yield return "its own build script";
            }
        }
    }

    private static string Described(BuildPlan plan) =>
        string.Join('\n', [plan.Preset, $"{plan.Install}", $"{plan.Build}", $"{plan.Start}", .. plan.Outputs.Select(o => $"{o}"), .. plan.Sentences]);

    private static bool Has(string range, SemVersion version) => SemRange.TryParse(range)!.Contains(version);

    private static Gen<string> Comparison() =>
        from comparison in Gen.Elements("", "=", "<", ">", "<=", ">=", "^", "~")
        from version in Gen.Elements(Versions)
        from numbers in Gen.Choose(1, 3)
        select comparison + string.Join('.', version.ToString().Split('.').Take(numbers));

    private static BuildOrder Order => new(
        TeamId.Default, new ProjectId("prj_1"), "shop", new UploadId("upl_1"), Production: false, Force: false, "main", CommitSha: null,
        RootDirectory: null, InstallCommand: null, BuildCommand: null, OutputDirectory: null, AppType: null);
}
