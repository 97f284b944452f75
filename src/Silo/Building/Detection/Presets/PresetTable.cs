using System.Collections.Immutable;
using static MiniVercel.Silo.Building.Detection.Rule;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>
/// Every preset, as data. The first row that fits wins, so what is built with something else stands above it: variants above their
/// preset, frameworks above Vite, everything above plain Node.
/// </summary>
public static class PresetTable
{
    private static readonly OutputCandidate NextServer = Server(
        ".next", "BUILD_ID", ServerNeeds.TracedByNext, new AssetFolder("public", InRoot: true), new AssetFolder("static", "_next/static"));

    /// <summary>Next.js traces its server without a line in anybody's configuration.</summary>
    private static readonly ImmutableDictionary<string, string> TracingNext =
        ImmutableDictionary<string, string>.Empty.Add("NEXT_PRIVATE_STANDALONE", "true").Add("NEXT_TELEMETRY_DISABLED", "1");

    private static readonly OutputCandidate NitroServer = Server(".output", "server/index.mjs", ServerNeeds.Nothing, Client("public"));
    private static readonly OutputCandidate RemixServer =
        Server("build", "server/index.js", ServerNeeds.Packages, Client("client")) with { StartedByScript = true };

    private static readonly OutputCandidate NitroFiles = Files(".output/public");

    public static readonly ImmutableArray<Preset> Rows =
    [
        Row("nextjs", new All(new Package("next"), new FileSaying(@"^[^/\n]*\boutput\s*:\s*[""'`]export[""'`]", "next.config.*")), "next build", Files("out")),
        Row("nextjs", new Package("next"), "next build", NextServer, Files("out")) with { Variables = TracingNext },
        Row("gatsby", new Package("gatsby"), "gatsby build", Files("public")),
        Row("remix", new Package("@remix-run/dev"), "remix build",
            RemixServer,
            Server("build", "index.js", ServerNeeds.Packages, new AssetFolder("public", InRoot: true)) with { StartedByScript = true }, Files("build/client"), Files("public")),
        Row("react-router", new Either(new Package("@react-router/dev"), new FileNamed("react-router.config.*")), "react-router build",
            RemixServer, Files("build/client")),
        Row("tanstack-start",
            new Either(new Package("@tanstack/react-start", "@tanstack/solid-start"), new All(new Package("solid-start"), new Package("@tanstack/router-plugin"))),
            "vite build", NitroServer, Server("dist", "server/server.js", ServerNeeds.Packages, Client("client")), Files("dist")),
        Row("astro", new All(new Package("astro"), new Package("@astrojs/node")), "astro build",
            Server("dist", "server/entry.mjs", ServerNeeds.Packages, Client("client")), Files("dist")),
        Row("astro", new Package("astro"), "astro build", Files("dist")),
        Row("nuxtjs", new Package("nuxt", "nuxt3", "nuxt-edge", "nuxt-nightly"), "nuxt build", NitroServer, Files("dist"), NitroFiles),
        Row("sveltekit", new All(new Package("@sveltejs/kit"), new Package("@sveltejs/adapter-static")), "vite build", Files("build")),
        Row("sveltekit", new Package("@sveltejs/kit"), "vite build",
            Server("build", "index.js", ServerNeeds.Packages, Client("client")), Files("build")),
        Row("solidstart", new All(new Package("solid-js"), new Package("@solidjs/start")), "vinxi build", NitroServer, NitroFiles),
        Row("nitro", new Package("nitropack", "nitro"), "nitro build", NitroServer, NitroFiles),
        Row("hexo", new Package("hexo"), "hexo generate", Files("public")),
        Row("eleventy", new Package("@11ty/eleventy"), "eleventy", Files("_site")),
        Row("docusaurus", new Package("@docusaurus/core"), "docusaurus build", Files("build")),
        Row("vitepress", new MainTool("vitepress"), "vitepress build docs", Files("docs/.vitepress/dist"), Files(".vitepress/dist")),
        Row("vuepress", new MainTool("vuepress"), "vuepress build src", Files("src/.vuepress/dist"), Files("docs/.vuepress/dist")),
        Row("preact", new Package("preact-cli"), "preact build", Files("build")),
        Row("ember", new Package("ember-cli"), "ember build", Files("dist")),
        Row("vue", new Package("@vue/cli-service"), "vue-cli-service build", Files("dist")),
        Row("ionic-angular", new Package("@ionic/angular"), "ng build", Files("www")),
        Row("ionic-react", new All(new Package("@ionic/react"), new Package("react-scripts")), "react-scripts build", Files("build")),
        Row("ionic-react", new Package("@ionic/react"), "vite build", Files("dist"), Files("build")),
        Row("angular", new Package("@angular/cli"), "ng build",
            Files("dist/*/browser"), Files("dist", "index.html"), Files("dist/*", "index.html"), Files("dist")),
        Row("create-react-app", new Package("react-scripts"), "react-scripts build", Files("build")),
        Row("umijs", new Package("umi"), "umi build", Files("dist")),
        Row("stencil", new Package("@stencil/core"), "stencil build", Files("www")),
        Row("svelte", new All(new Package("svelte"), new Package("sirv-cli")), "rollup -c", Files("public")),
        Row("brunch", new Package("brunch"), "brunch build --production", Files("public")),
        Row("parcel", new Package("parcel"), "parcel build", Files("dist")),
        Row("storybook", new MainTool("storybook"), "storybook build", Files("storybook-static")),
        Row("hugo", new FileSaying(@"^\s*[""']?base[uU][rR][lL]", "hugo.*", "config.toml", "config.yaml", "config.yml", "config.json"), "hugo --gc", Files("public")),
        Row("zola", new FileSaying(@"^\s*base_url\s*=", "config.toml", "zola.toml"), "zola build", Files("public")),
        Row("jekyll", new FileNamed("_config.yml"), "jekyll build", Files("_site")),
        Row("vite", new Package("vite"), "vite build", Files("dist")),
        Row(Preset.Node,
            new All(new IsPackage(), new Either(
                new Package("express", "fastify", "koa", "hono", "h3", "@nestjs/core"),
                new Script("start"),
                new FileNamed(NodeServer.Files))),
            null, Server("", null, ServerNeeds.Folder)),
        Row(Preset.Static, new Anything(), null, Files("public"), Files("")),
    ];

    private static Preset Row(string name, Rule rule, string? build, params ImmutableArray<OutputCandidate> outputs) => new(name, rule, build, outputs);

    private static OutputCandidate Files(string path, string? proof = null) => new(SiteKind.Static, path, proof);

    private static OutputCandidate Server(string path, string? entry, ServerNeeds needs, params ImmutableArray<AssetFolder> assets) =>
        new(SiteKind.Server, path, entry) { Needs = needs, Assets = assets };

    private static AssetFolder Client(string path) => new(path);
}
