using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

public sealed class DetectorTests : IDisposable
{
    private readonly SourceFolder _sources = new();

    public void Dispose() => _sources.Dispose();

    private static BuildOrder Order => Orders.Of(new ProjectId("prj_1"));

    [Fact]
    public void A_plan_tells_what_was_found_and_what_will_be_done()
    {
        _sources.With("package.json", """{"dependencies": {"astro": "7"}, "engines": {"node": ">=22"}}""").With("pnpm-lock.yaml", "lockfileVersion: '9.0'");

        var plan = Detect();

        Assert.Equal<string>(
            [
                "Preset astro: astro among the dependencies.",
                "Package manager: pnpm 10, by pnpm-lock.yaml.",
                "Install: pnpm install --frozen-lockfile --prod=false --config.strictDepBuilds=false.",
                "Build: pnpm exec astro build.",
            ],
            plan.Sentences);
        Assert.Equal("'>=22'", Assert.Single(plan.Node).Text);
        Assert.True(plan.RunsSomething);
    }

    [Fact]
    public void A_build_script_of_a_package_that_is_nothing_in_particular_runs_as_well()
    {
        _sources.With("package.json", """{"scripts": {"build": "cp -r src public"}}""");

        var plan = Detect();

        Assert.Equal(
            ("static", SiteKind.Static, "npm run build", "npm 10", true),
            (plan.Preset, plan.Kind, plan.Build?.ToString(), plan.Manager?.ToString(), plan.Install is not null));
    }

    [Fact]
    public void A_generator_without_a_package_needs_neither_packages_nor_Node()
    {
        _sources.With("hugo.toml", "baseURL = 'https://example.org/'").With(".nvmrc", "18");

        var plan = Detect();

        Assert.Equal(("hugo --gc", null, null), (plan.Build?.ToString(), plan.Install, plan.Manager));
        Assert.Empty(plan.Node);
    }

    [Fact]
    public void An_install_command_of_its_own_is_run_without_a_package_too()
    {
        _sources.With("requirements.txt");

        var plan = Detect(Order with { InstallCommand = "pip install -r requirements.txt", BuildCommand = "mkdocs build", OutputDirectory = "site" });

        Assert.Equal(("pip install -r requirements.txt", "mkdocs build", null), (plan.Install?.First.ToString(), plan.Build?.ToString(), plan.Install?.Second));
        Assert.Equal((SiteKind.Static, "site"), (plan.Kind, Assert.Single(plan.Outputs).Path));
    }

    [Fact]
    public void An_install_command_without_a_package_is_run_in_the_root_directory()
    {
        _sources.With("docs/requirements.txt");

        Assert.Equal("docs", Detect(Order with { RootDirectory = "docs", InstallCommand = "pip install -r requirements.txt" }).Install?.Folder);
    }

    public static TheoryData<string, string, string?, string> Servers => new()
    {
        { """{"scripts": {"start": "node ."}, "main": "other.js"}""", "server.js", null, "node ." },
        { """{"dependencies": {"express": "5"}, "main": "other.js"}""", "server.mjs", null, "node server.mjs" },
        { """{"dependencies": {"express": "5"}, "main": "lib/index.js"}""", "lib/index.js", null, "node lib/index.js" },
        { """{"scripts": {"start": "node dist", "build": "swc src"}}""", "tsconfig.json", "npm run build", "node dist" },
        { """{"scripts": {"start": "node dist"}, "devDependencies": {"typescript": "5"}}""", "tsconfig.json", "npm exec --no -- tsc", "node dist" },
        { """{"scripts": {"start": "node dist"}, "devDependencies": {"typescript": "5"}}""", "index.js", null, "node dist" },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_plain_server_says_how_it_is_started_and_is_compiled_only_if_it_is_TypeScript(string package, string file, string? build, string start)
    {
        _sources.With("package.json", package).With(file);

        var plan = Detect();

        Assert.Equal(("node", SiteKind.Server, build, start), (plan.Preset, plan.Kind, plan.Build?.ToString(), plan.Start?.ToString()));
    }

    [Theory]
    [InlineData("npm@11.0.0", "npm prune --omit=dev --ignore-scripts --no-audit --no-fund", null)]
    [InlineData("pnpm@10.0.0", "pnpm prune --prod --ignore-scripts", null)]
    [InlineData("yarn@1.22.0", "yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline --non-interactive", null)]
    [InlineData("yarn@4.9.0", "yarn workspaces focus --all --production", "node-modules")]
    [InlineData("bun@1.2.0", null, null)]
    public void A_servers_packages_for_development_are_taken_out_again(string manager, string? production, string? linker)
    {
        _sources.With("package.json", $$$"""{"packageManager": "{{{manager}}}", "scripts": {"start": "node ."}}""");

        var plan = Detect();

        Assert.Equal((production, linker), (plan.Install?.Production?.ToString(), plan.Variables.GetValueOrDefault("YARN_NODE_LINKER")));
        Assert.Equal(production, Detect(Order with { InstallCommand = "make packages" }).Install?.Production?.ToString());
    }

    [Fact]
    public void Next_is_told_to_trace_its_server()
    {
        _sources.With("package.json", """{"dependencies": {"next": "16"}}""");

        Assert.Equal("true", Detect().Variables["NEXT_PRIVATE_STANDALONE"]);
    }

    [Theory]
    [InlineData("""{"dependencies": {"express": "5"}}""")]
    [InlineData("""{"dependencies": {"express": "5"}, "main": "--eval=1"}""")]
    public void A_server_that_nothing_starts_is_refused_with_what_to_do(string package)
    {
        _sources.With("package.json", package);

        Assert.Contains("Add a script 'start'", Refused(BuildReason.ConfigInvalid), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "package.json, line 1: it is not valid JSON.")]
    [InlineData("not json", "package.json, line 1: it is not valid JSON.")]
    [InlineData("[]", "package.json: it must be an object, in braces.")]
    [InlineData("7", "package.json: it must be an object, in braces.")]
    [InlineData("{\n\"scripts\": []}", "package.json, line 2, scripts: it must be an object, in braces.")]
    [InlineData("{\"scripts\": {\n\"build\": 1}}", "package.json, line 2, scripts.build: it must be a text, in quotation marks.")]
    [InlineData("{\"dependencies\": \"react\"}", "package.json, line 1, dependencies: it must be an object, in braces.")]
    [InlineData("{\"devDependencies\": 1}", "package.json, line 1, devDependencies: it must be an object, in braces.")]
    [InlineData("{\"packageManager\": {}, \"scripts\": {\"build\": \"x\"}}", "package.json, line 1, packageManager: it must be a text, in quotation marks.")]
    [InlineData("{\"engines\": {\"node\": 18}, \"scripts\": {\"build\": \"x\"}}", "package.json, line 1, engines.node: it must be a text, in quotation marks.")]
    public void A_package_that_is_wrong_is_refused_with_file_line_and_field(string package, string sentence)
    {
        _sources.With("package.json", package);

        Assert.Equal(sentence, Refused(BuildReason.ConfigInvalid));
    }

    [Fact]
    public void What_is_wrong_is_quoted_in_one_line_and_not_at_length()
    {
        _sources.With("package.json", $$$"""{"scripts": {"build": "x"}, "engines": {"node": "\u001b[31m{{{new string('y', 1_000)}}}"}}""");

        var refused = Refused(BuildReason.ConfigInvalid);

        Assert.DoesNotContain(refused, char.IsControl);
        Assert.InRange(refused.Length, 1, 250);
    }

    [Fact]
    public void A_package_of_any_size_is_not_read()
    {
        _sources.With("package.json", "{" + new string(' ', 1_000_000) + "}");

        Assert.Equal("package.json is larger than 1.0 MB; nothing of that size is read.", Refused(BuildReason.ConfigInvalid));
    }

    [Theory]
    [InlineData("dist/app/browser/index.html", "dist/app/browser")]
    [InlineData("dist/index.html", "dist")]
    [InlineData("dist/app/index.html", "dist/app")]
    [InlineData("dist/app/else.html", "dist")]
    public void An_output_is_found_where_the_version_of_the_framework_has_put_it(string file, string folder)
    {
        _sources.With("package.json", """{"dependencies": {"@angular/cli": "20"}}""").With(file);

        var output = BuildOutput.Find(Detect());

        Assert.Equal((_sources.At(folder), $"Preset angular: serving '{folder}'.".Replace(folder, output.Candidate.Path, StringComparison.Ordinal)), (output.Folder, output.Sentence));
    }

    [Theory]
    [InlineData("build/server/index.js", SiteKind.Server, "build")]
    [InlineData("build/client/index.html", SiteKind.Static, "build/client")]
    public void What_lies_there_in_the_end_says_whether_it_is_a_server(string file, SiteKind kind, string folder)
    {
        _sources.With("package.json", """{"dependencies": {"@react-router/dev": "7"}}""").With(file);

        var output = BuildOutput.Find(Detect());

        Assert.Equal((kind, _sources.At(folder)), (output.Kind, output.Folder));
    }

    [Theory]
    [InlineData("web/server/index.mjs", SiteKind.Server)]
    [InlineData("web/index.html", SiteKind.Static)]
    public void In_an_output_directory_of_somebody_s_own_choice_as_well(string file, SiteKind kind)
    {
        _sources.With("package.json", """{"dependencies": {"nuxt": "4"}}""").With(file);

        Assert.Equal(kind, BuildOutput.Find(Detect(Order with { OutputDirectory = "web" })).Kind);
    }

    [Fact]
    public void An_output_that_is_not_there_is_missed_with_every_place_it_was_looked_for()
    {
        _sources.With("package.json", """{"dependencies": {"@react-router/dev": "7"}}""");

        var missing = Assert.Throws<BuildStepFailedException>(() => BuildOutput.Find(Detect()));

        Assert.Equal(BuildReason.NoOutput, missing.Reason);
        Assert.Equal("There is no output: none of 'build/server/index.js', 'build/client' exists. The build has left: package.json.", missing.Message);
    }

    private BuildPlan Detect(BuildOrder? order = null) => Detector.Detect(_sources.Path, order ?? Order);

    private string Refused(BuildReason reason)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Detect());
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }
}
