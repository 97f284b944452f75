using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>The files of a repository as somebody may have it: sensible, odd, or broken.</summary>
public sealed record SomebodysSources(IReadOnlyDictionary<string, string> Files)
{
    public string? Of(string name) => Files.GetValueOrDefault(name);

    public override string ToString() => string.Join('\n', Files.Select(f => $"--- {f.Key}\n{f.Value}"));
}

internal static class SomebodysSourcesGenerator
{
    private static readonly string[] Packages =
    [
        "next", "gatsby", "astro", "@astrojs/node", "nuxt", "@sveltejs/kit", "@sveltejs/adapter-static", "vite", "react", "typescript", "express",
        "@nestjs/core", "storybook", "vitepress", "@angular/cli", "@ionic/react", "react-scripts", "svelte", "sirv-cli", "left-pad",
    ];

    private static readonly string[] PackageFields =
    [
        """ "scripts": {"build": "vite build"} """, """ "scripts": {"start": "node ."} """, """ "engines": {"node": ">=18"} """, """ "main": "index.js" """,
        """ "packageManager": "pnpm@10.4.1" """, """ "packageManager": "yarn@4.9.1" """, """ "volta": {"node": "20.11.1"} """, """ "dependencies": null """,
        """ "name": "shop \u0000 \ud83d\ude00" """,
    ];

    private static readonly string[] WrongPackageFields =
    [
        """ "scripts": {"build": " ", "start": 1} """, """ "scripts": [] """, """ "engines": {"node": "no number"} """, """ "engines": 7 """,
        """ "packageManager": "cargo@1.0.0" """,
    ];

    private static readonly string[] VercelFields =
    [
        """ "framework": "vite" """, """ "framework": null """, """ "buildCommand": "make" """, """ "buildCommand": "" """, """ "installCommand": "npm i" """,
        """ "outputDirectory": "dist/" """, """ "ignoreCommand": "exit 1" """, """ "cleanUrls": true """,
    ];

    private static readonly string[] WrongVercelFields =
        [""" "framework": "rails" """, """ "installCommand": 1 """, """ "outputDirectory": "../.." """];

    private static readonly (string Name, string[] Texts)[] Others =
    [
        ("package-lock.json", ["{}", ""]), ("pnpm-lock.yaml", ["lockfileVersion: '9.0'", "lockfileVersion: 5.4", "\0"]),
        ("yarn.lock", ["# yarn lockfile v1", "__metadata:\n  version: 8"]), ("bun.lockb", ["\u0001\u0002"]), (".yarnrc.yml", [""]),
        (".nvmrc", ["18", "lts/*", "v20.11.1\n", "eighteen", ""]), (".node-version", ["22", "\0"]), ("server.js", [""]), ("tsconfig.json", ["{}"]),
        ("public/index.html", ["<p>"]), ("dist/index.html", ["<p>"]), ("config.toml", ["baseURL = 'x'", "base_url = 'x'", ""]), ("_config.yml", ["x: y"]),
        ("next.config.js", ["module.exports = { output: 'export' }", ""]), ("index.html", ["<p>"]),
    ];

    public static Arbitrary<SomebodysSources> Arbitrary() => (
        from package in Maybe(9, 1, Package())
        from vercel in Maybe(1, 2, Json(VercelFields, WrongVercelFields, ""))
        from others in Gen.Elements(Others).SelectMany(o => Gen.Elements(o.Texts).Select(t => (o.Name, Text: t))).ListOf()
        select new SomebodysSources(Files(package, vercel, others))).ToArbitrary();

    private static Dictionary<string, string> Files(string? package, string? vercel, IEnumerable<(string Name, string Text)> others)
    {
        var files = new Dictionary<string, string>();
        if (package is not null)
            files["package.json"] = package;
        if (vercel is not null)
            files["vercel.json"] = vercel;
        foreach (var (name, text) in others.Take(6))
            files[name] = text;
        return files;
    }

    private static Gen<string> Package() =>
        from used in Gen.Elements(Packages).ListOf()
        let dependencies = string.Join(',', used.Take(4).Distinct().Select(p => $"\"{p}\": \"1\""))
        from json in Json(PackageFields, WrongPackageFields, $$""" "devDependencies": { {{dependencies}} } """)
        select json;

    /// <summary>Whole in most cases; now and then cut off, or with one character too many.</summary>
    private static Gen<string> Json(string[] fields, string[] wrong, string always) =>
        from some in Gen.Frequency((20, Gen.Elements(fields)), (1, Gen.Elements(wrong))).ListOf()
        let all = string.Join(",\n", new[] { always }.Concat(some.Take(3)).Where(f => f.Length > 0))
        let json = $"{{\n{all}\n}}"
        from damage in Gen.Choose(0, 39)
        from at in Gen.Choose(0, json.Length - 1)
        select damage switch
        {
            0 => json[..at],
            1 => new StringBuilder(json).Insert(at, '"').ToString(),
            _ => json,
        };

    private static Gen<string?> Maybe(int there, int not, Gen<string> of) =>
        Gen.Frequency((there, of.Select(t => (string?)t)), (not, Gen.Constant<string?>(null)));
}
