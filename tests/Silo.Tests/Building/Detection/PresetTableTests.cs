using System.Text.RegularExpressions;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

/// <summary>A folder for every preset, as people have them, and what is made of it.</summary>
public sealed class PresetTableTests : IDisposable
{
    private readonly SourceFolder _sources = new();

    public void Dispose() => _sources.Dispose();

    /// <summary>Dependencies and files; then preset, what builds it, whether it is a server, and where the result may lie.</summary>
    public static TheoryData<string, string, string, string, SiteKind, string> Projects => new()
    {
        { "next react typescript", "", "nextjs", "next build", SiteKind.Server, ".next out" },
        { "next react", "next.config.mjs=export default { output: 'export' }", "nextjs", "next build", SiteKind.Static, "out" },
        { "next", "next.config.ts=  output: \"export\",", "nextjs", "next build", SiteKind.Static, "out" },
        { "next", "next.config.js=// output: 'export'", "nextjs", "next build", SiteKind.Server, ".next out" },
        { "gatsby react", "", "gatsby", "gatsby build", SiteKind.Static, "public" },
        { "@remix-run/dev vite", "", "remix", "remix build", SiteKind.Server, "build build build/client public" },
        { "@react-router/dev vite", "", "react-router", "react-router build", SiteKind.Server, "build build/client" },
        { "vite", "react-router.config.ts=", "react-router", "react-router build", SiteKind.Server, "build build/client" },
        { "@tanstack/react-start vite", "", "tanstack-start", "vite build", SiteKind.Server, ".output dist dist" },
        { "solid-start @tanstack/router-plugin vite", "", "tanstack-start", "vite build", SiteKind.Server, ".output dist dist" },
        { "astro", "", "astro", "astro build", SiteKind.Static, "dist" },
        { "astro @astrojs/node", "", "astro", "astro build", SiteKind.Server, "dist dist" },
        { "nuxt", "", "nuxtjs", "nuxt build", SiteKind.Server, ".output dist .output/public" },
        { "nuxt3", "", "nuxtjs", "nuxt build", SiteKind.Server, ".output dist .output/public" },
        { "nuxt-edge", "", "nuxtjs", "nuxt build", SiteKind.Server, ".output dist .output/public" },
        { "nuxt-nightly", "", "nuxtjs", "nuxt build", SiteKind.Server, ".output dist .output/public" },
        { "@sveltejs/kit svelte vite @sveltejs/adapter-node", "", "sveltekit", "vite build", SiteKind.Server, "build build" },
        { "@sveltejs/kit svelte vite @sveltejs/adapter-static", "", "sveltekit", "vite build", SiteKind.Static, "build" },
        { "solid-js @solidjs/start vinxi", "", "solidstart", "vinxi build", SiteKind.Server, ".output .output/public" },
        { "nitropack", "", "nitro", "nitro build", SiteKind.Server, ".output .output/public" },
        { "nitro vite", "", "nitro", "nitro build", SiteKind.Server, ".output .output/public" },
        { "hexo", "_config.yml=title: Blog", "hexo", "hexo generate", SiteKind.Static, "public" },
        { "@11ty/eleventy", "", "eleventy", "eleventy", SiteKind.Static, "_site" },
        { "@docusaurus/core react", "", "docusaurus", "docusaurus build", SiteKind.Static, "build" },
        { "vitepress vite", "", "vitepress", "vitepress build docs", SiteKind.Static, "docs/.vitepress/dist .vitepress/dist" },
        { "vuepress", "", "vuepress", "vuepress build src", SiteKind.Static, "src/.vuepress/dist docs/.vuepress/dist" },
        { "preact preact-cli", "", "preact", "preact build", SiteKind.Static, "build" },
        { "ember-cli", "", "ember", "ember build", SiteKind.Static, "dist" },
        { "vue @vue/cli-service", "", "vue", "vue-cli-service build", SiteKind.Static, "dist" },
        { "@angular/core @angular/cli", "", "angular", "ng build", SiteKind.Static, "dist/*/browser dist dist/* dist" },
        { "@ionic/angular @angular/cli", "", "ionic-angular", "ng build", SiteKind.Static, "www" },
        { "@ionic/react react-scripts", "", "ionic-react", "react-scripts build", SiteKind.Static, "build" },
        { "@ionic/react vite", "", "ionic-react", "vite build", SiteKind.Static, "dist build" },
        { "react react-scripts", "", "create-react-app", "react-scripts build", SiteKind.Static, "build" },
        { "umi", "", "umijs", "umi build", SiteKind.Static, "dist" },
        { "@stencil/core", "", "stencil", "stencil build", SiteKind.Static, "www" },
        { "svelte sirv-cli rollup", "", "svelte", "rollup -c", SiteKind.Static, "public" },
        { "brunch", "", "brunch", "brunch build --production", SiteKind.Static, "public" },
        { "parcel", "", "parcel", "parcel build", SiteKind.Static, "dist" },
        { "storybook vite react", "", "storybook", "storybook build", SiteKind.Static, "storybook-static" },
        { "", "hugo.toml=baseURL = 'https://example.org/'", "hugo", "hugo --gc", SiteKind.Static, "public" },
        { "", "config.yaml=title: x\nbaseURL: https://example.org/", "hugo", "hugo --gc", SiteKind.Static, "public" },
        { "", "config.json={\n  \"baseURL\": \"https://example.org\"}", "hugo", "hugo --gc", SiteKind.Static, "public" },
        { "", "config.toml=base_url = \"https://example.org\"", "zola", "zola build", SiteKind.Static, "public" },
        { "", "_config.yml=theme: minima", "jekyll", "jekyll build", SiteKind.Static, "_site" },
        { "vite react", "", "vite", "vite build", SiteKind.Static, "dist" },
        { "vite svelte", "", "vite", "vite build", SiteKind.Static, "dist" },
        { "vite express", "", "vite", "vite build", SiteKind.Static, "dist" },
        { "express", "server.js=", "node", "", SiteKind.Server, "" },
        { "fastify", "server.mjs=", "node", "", SiteKind.Server, "" },
        { "koa", "server.cjs=", "node", "", SiteKind.Server, "" },
        { "hono typescript", "server.ts=|tsconfig.json={}", "node", "tsc", SiteKind.Server, "" },
        { "h3", "server.js=", "node", "", SiteKind.Server, "" },
        { "@nestjs/core typescript", "server.js=", "node", "", SiteKind.Server, "" },
        { "", "package.json={\"scripts\":{\"start\":\"node .\"}}", "node", "", SiteKind.Server, "" },
        { "", "package.json={}|server.js=", "node", "", SiteKind.Server, "" },
        { "", "server.js=", "static", "", SiteKind.Static, "public " },
        { "", "config.toml=title = 'a site without an address'", "static", "", SiteKind.Static, "public " },
        { "react prettier", "", "static", "", SiteKind.Static, "public " },
        { "", "index.html=", "static", "", SiteKind.Static, "public " },
        { "", "", "static", "", SiteKind.Static, "public " },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_is_recognised(string packages, string files, string preset, string program, SiteKind kind, string outputs)
    {
        Write(packages, files);

        var plan = Detect();

        Assert.Equal((preset, kind, outputs), (plan.Preset, plan.Kind, string.Join(' ', plan.Outputs.Select(o => o.Path))));
        Assert.Equal(program, Regex.Replace(plan.Build?.ToString() ?? "", "^npm exec --no -- ", ""));
    }

    /// <summary>What stands in package.json under `build` is what the project's people run.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Its_own_build_script_goes_before_what_its_preset_would_do(
        string packages, string files, string preset, string program, SiteKind kind, string outputs)
    {
        _ = (program, kind, outputs);
        Write(packages, files, $"make && {packages}");
        var isPackage = File.Exists(_sources.At("package.json")) && !files.Contains("package.json", StringComparison.Ordinal);

        var plan = Detect();

        Assert.Equal(preset, plan.Preset);
        if (isPackage)
            Assert.Equal("npm run build", plan.Build?.ToString());
    }

    [Theory]
    [InlineData("storybook vite react", "vite")]
    [InlineData("vitepress vite", "vite")]
    [InlineData("vuepress gatsby", "gatsby")]
    public void A_tool_that_the_build_script_does_not_call_is_not_what_the_folder_is(string packages, string preset)
    {
        Write(packages, "", "tsc && vite build");

        Assert.Equal(preset, Detect().Preset);
    }

    [Fact]
    public void Every_preset_is_one_that_a_project_may_ask_for_and_the_other_way_round() =>
        Assert.Equal(Rules.AppTypes.Order(), PresetTable.Rows.Select(r => r.Name).Distinct().Order());

    [Fact]
    public void Every_row_of_the_table_recognises_a_project_here()
    {
        var recognised = new HashSet<Preset>();
        foreach (var project in Projects)
        {
            using var sources = new SourceFolder();
            Write(sources, (string)project[0], (string)project[1], null);
            var root = SourceTree.At(sources.Path);
            recognised.Add(PresetTable.Rows.First(r => r.Rule.FoundIn(root, PackageJson.Read(root)) is not null));
        }

        Assert.Empty(PresetTable.Rows.Except(recognised).Select(r => r.Name));
    }

    [Fact]
    public void Whoever_decides_on_a_preset_gets_it_whatever_lies_there()
    {
        Write("next", "");

        Assert.All(Rules.AppTypes, preset => Assert.Equal(preset, Detector.Detect(
            _sources.With("server.js").Path, Orders.Of(new ProjectId("prj_1")) with { AppType = preset }).Preset));
    }

    [Fact]
    public void A_preset_that_is_decided_on_is_taken_in_the_variant_that_fits()
    {
        Write("next @sveltejs/kit @sveltejs/adapter-static", "");

        var plan = Detector.Detect(_sources.Path, Orders.Of(new ProjectId("prj_1")) with { AppType = "sveltekit" });

        Assert.Equal(SiteKind.Static, plan.Kind);
    }

    private BuildPlan Detect() => Detector.Detect(_sources.Path, Orders.Of(new ProjectId("prj_1")));

    private void Write(string packages, string files, string? build = null) => Write(_sources, packages, files, build);

    private static void Write(SourceFolder sources, string packages, string files, string? build)
    {
        var names = packages.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > 0)
        {
            // One for running, the others for building: that is no difference here.
            var script = build is null ? "" : $$""" "scripts": {"build": "{{build}}"}, """;
            var others = string.Join(',', names.Skip(1).Select(n => $"\"{n}\":\"1\""));
            sources.With("package.json", $$"""{ {{script}} "dependencies": {"{{names[0]}}":"1"}, "devDependencies": { {{others}} } }""");
        }

        foreach (var file in files.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)))
            sources.With(file[0], file[1]);
    }
}
