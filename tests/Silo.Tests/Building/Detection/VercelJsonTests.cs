using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

/// <summary>What somebody decides instead of the preset: in vercel.json, or in the project's settings.</summary>
public sealed class VercelJsonTests : IDisposable
{
    private readonly SourceFolder _sources = new();

    public VercelJsonTests() => _sources.With(
        "package.json", """{"dependencies": {"vite": "8", "next": "16"}, "scripts": {"build": "next build"}, "packageManager": "pnpm@10.4.1"}""");

    public void Dispose() => _sources.Dispose();

    private static BuildOrder Order => Orders.Of(new ProjectId("prj_1"));

    private static BuildOrder Decided => Order with
    {
        AppType = "gatsby",
        InstallCommand = "make deps",
        BuildCommand = "make site",
        OutputDirectory = "site",
    };

    [Fact]
    public void Without_it_everything_follows_the_preset()
    {
        var plan = Detect("{}", Order);

        Assert.Equal(
            ("nextjs", "pnpm run build", ".next", true, null),
            (plan.Preset, plan.Build?.ToString(), plan.Outputs[0].Path, plan.Install?.First is PlannedCommand.Argv, plan.Ignore));
    }

    [Fact]
    public void The_project_s_settings_go_before_the_preset()
    {
        var plan = Detect("{}", Decided);

        Assert.Equal(
            ("gatsby", "make deps", "make site", "site"),
            (plan.Preset, plan.Install?.First.ToString(), plan.Build?.ToString(), Assert.Single(plan.Outputs).Path));
        Assert.All([plan.Install?.First, plan.Build], c => Assert.IsType<PlannedCommand.Shell>(c));
        Assert.Contains("Preset gatsby: by the project's settings.", plan.Sentences);
        Assert.Contains("Build: make site, by the project's settings.", plan.Sentences);
    }

    [Fact]
    public void The_file_goes_before_the_project_s_settings_because_it_belongs_to_the_commit()
    {
        var plan = Detect(
            """{"framework": "astro", "installCommand": "npm i", "buildCommand": "npm run all", "outputDirectory": "out/", "ignoreCommand": "test -e skip"}""",
            Decided);

        Assert.Equal(
            ("astro", "npm i", "npm run all", "out", "test -e skip"),
            (plan.Preset, plan.Install?.First.ToString(), plan.Build?.ToString(), Assert.Single(plan.Outputs).Path, plan.Ignore?.ToString()));
        Assert.Contains("Preset astro: by vercel.json.", plan.Sentences);
        Assert.Contains("Install: npm i, by vercel.json.", plan.Sentences);
    }

    [Fact]
    public void Null_leaves_it_to_whoever_else_decides_and_only_as_a_framework_means_none()
    {
        var plan = Detect("""{"installCommand": null, "buildCommand": null, "outputDirectory": null, "ignoreCommand": null}""", Decided);
        Assert.Equal(("make deps", "make site", "site", null), (plan.Install?.First.ToString(), plan.Build?.ToString(), plan.Outputs[0].Path, plan.Ignore));

        Assert.Equal("static", Detect("""{"framework": null}""", Decided).Preset);
    }

    [Fact]
    public void An_empty_command_leaves_its_step_out()
    {
        var plan = Detect("""{"framework": null, "installCommand": "", "buildCommand": " "}""", Decided);

        Assert.False(plan.RunsSomething);
    }

    [Theory]
    [InlineData("sveltekit-1", "sveltekit")]
    [InlineData("docusaurus-2", "docusaurus")]
    [InlineData("solidstart-1", "solidstart")]
    [InlineData("hono", "node")]
    [InlineData("vite", "vite")]
    public void Frameworks_are_known_under_the_names_that_people_write(string name, string preset) =>
        Assert.Equal(preset, Detect($$"""{"framework": "{{name}}"}""", Order with { BuildCommand = "x" }, start: true).Preset);

    [Theory]
    [InlineData("./dist", "dist")]
    [InlineData("dist/", "dist")]
    [InlineData("./a/b/", "a/b")]
    [InlineData(".", "")]
    [InlineData("./", "")]
    public void An_output_directory_may_be_written_as_people_write_paths(string given, string path) =>
        Assert.Equal(path, Detect($$"""{"framework": "vite", "outputDirectory": "{{given}}"}""", Order).Outputs[0].Path);

    [Fact]
    public void What_serving_is_told_by_the_file_is_not_read_here() =>
        Assert.Equal("nextjs", Detect("""{"$schema": "https://x", "redirects": 7, "headers": {}, "cleanUrls": "?"}""", Order).Preset);

    [Theory]
    [InlineData("", "vercel.json, line 1: it is not valid JSON.")]
    [InlineData("{", "vercel.json, line 1: it is not valid JSON.")]
    [InlineData("{\n  \"framework\": \"vite\",\n}", "vercel.json, line 3: it is not valid JSON.")]
    [InlineData("{\n  // a comment\n}", "vercel.json, line 2: it is not valid JSON.")]
    [InlineData("[]", "vercel.json: it must be an object, in braces.")]
    [InlineData("null", "vercel.json: it must be an object, in braces.")]
    [InlineData("{\n\n\"buildCommand\": 7}", "vercel.json, line 3, buildCommand: it must be a text, in quotation marks.")]
    [InlineData("{\"a\": {\"buildCommand\": 1}, \"b\": [\n{\"buildCommand\": 2}],\n\n\"buildCommand\": []}", "vercel.json, line 4, buildCommand: it must be a text, in quotation marks.")]
    [InlineData("{\"buildCommand\": \"x\",\n\"buildCommand\": false}", "vercel.json, line 2, buildCommand: it must be a text, in quotation marks.")]
    [InlineData("{\"buildCommand\": \"a\\nb\"}", "vercel.json, line 1, buildCommand: It must not contain control characters.")]
    [InlineData("{\"buildCommand\": \"\\ud800\"}", "vercel.json, line 1, buildCommand: it has half of a surrogate pair, which is no character.")]
    [InlineData("{\"installCommand\": {}}", "vercel.json, line 1, installCommand: it must be a text, in quotation marks.")]
    [InlineData("{\"ignoreCommand\": true}", "vercel.json, line 1, ignoreCommand: it must be a text, in quotation marks.")]
    [InlineData("{\"outputDirectory\": \"../x\"}", "vercel.json, line 1, outputDirectory: It must not contain '.' or '..' as a segment.")]
    [InlineData("{\"outputDirectory\": \"/etc\"}", "vercel.json, line 1, outputDirectory: It must be relative and have no empty segments.")]
    [InlineData("{\"outputDirectory\": \"\"}", "vercel.json, line 1, outputDirectory: It must not be empty; leave it out, or send null.")]
    [InlineData("{\"framework\": 1}", "vercel.json, line 1, framework: it must be a text, in quotation marks.")]
    public void What_is_wrong_is_said_with_file_line_and_field(string text, string sentence) => Assert.Equal(sentence, Refused(text));

    [Fact]
    public void An_unknown_framework_is_answered_with_those_there_are()
    {
        var refused = Refused("""{"framework": "rails"}""");

        Assert.StartsWith("vercel.json, line 1, framework: It must be one of: nextjs, ", refused, StringComparison.Ordinal);
        Assert.EndsWith("Or null for none.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_any_size_or_depth_is_not_read()
    {
        Assert.Equal("vercel.json is larger than 1.0 MB; nothing of that size is read.", Refused("{" + new string(' ', 1_000_000) + "}"));
        Assert.Equal("vercel.json, line 1: it is not valid JSON.", Refused(new string('[', 100_000)));
        Assert.Contains("at most 2000 bytes", Refused($$"""{"buildCommand": "{{new string('x', 2_001)}}"}"""), StringComparison.Ordinal);
    }

    private BuildPlan Detect(string vercel, BuildOrder order, bool start = false)
    {
        _sources.With("vercel.json", vercel);
        if (start)
            _sources.With("server.js");
        return Detector.Detect(_sources.Path, order);
    }

    private string Refused(string vercel)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Detect(vercel, Order));
        Assert.Equal(BuildReason.ConfigInvalid, refused.Reason);
        return refused.Message;
    }
}
