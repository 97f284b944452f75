using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

public sealed class PackageSetupTests : IDisposable
{
    private const string Sha512 =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF";

    private readonly SourceFolder _sources = new();

    public void Dispose() => _sources.Dispose();

    /// <summary>Files; then the manager with its version, how it installs, and how again.</summary>
    public static TheoryData<string, string, string, string?> Projects => new()
    {
        { "package-lock.json={}", "npm 10", "npm ci", "npm install" },
        { "npm-shrinkwrap.json={}", "npm 10", "npm ci", "npm install" },
        { "pnpm-lock.yaml=lockfileVersion: 5.3", "pnpm 6", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "pnpm-lock.yaml=lockfileVersion: 5.4", "pnpm 7", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "pnpm-lock.yaml=lockfileVersion: '6.0'", "pnpm 8", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "pnpm-lock.yaml=\nlockfileVersion: '9.0'", "pnpm 10", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "pnpm-lock.yaml=", "pnpm 10", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "yarn.lock=# yarn lockfile v1", "yarn 1", "yarn install --frozen-lockfile", "yarn install --pure-lockfile" },
        { "yarn.lock=|.yarnrc.yml=nodeLinker: node-modules", "yarn 4", "yarn install --immutable", "yarn install --no-immutable" },
        { "yarn.lock=# x\n\n__metadata:\n  version: 8", "yarn 4", "yarn install --immutable", "yarn install --no-immutable" },
        { "yarn.lock=__metadata:\n  version: 6", "yarn 3", "yarn install --immutable", "yarn install --no-immutable" },
        { "yarn.lock=__metadata:\n  version: 4", "yarn 2", "yarn install --immutable", "yarn install --no-immutable" },
        { "bun.lock={}", "bun 1", "bun install --frozen-lockfile", "bun install" },
        { "bun.lockb=x", "bun 1", "bun install --frozen-lockfile", "bun install" },
        { "", "npm 10", "npm install", null },
        { "pnpm-lock.yaml=|package-lock.json=", "pnpm 10", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "yarn.lock=|bun.lockb=|package-lock.json=", "yarn 1", "yarn install --frozen-lockfile", "yarn install --pure-lockfile" },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_lockfile_says_who_installs(string files, string manager, string first, string? second)
    {
        var setup = Setup("{}", files);

        AssertInstall(setup, manager, first, second);
        Assert.Equal(files.Length > 0, setup.Lockfile is not null);
    }

    /// <summary>What stands in packageManager, beside which lockfile; then as above.</summary>
    public static TheoryData<string, string, string, string, string?> Sayings => new()
    {
        { "npm@9.8.1", "package-lock.json=", "npm 9.8.1", "npm ci", "npm install" },
        { "pnpm@8.15.9", "pnpm-lock.yaml=lockfileVersion: '9.0'", "pnpm 8.15.9", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "pnpm@9", "pnpm-lock.yaml=", "pnpm 9", "pnpm install --frozen-lockfile", "pnpm install --no-frozen-lockfile" },
        { "yarn@1.22.22", "yarn.lock=", "yarn 1.22.22", "yarn install --frozen-lockfile", "yarn install --pure-lockfile" },
        { "yarn@4.9.1+sha512." + Sha512, "yarn.lock=", "yarn 4.9.1", "yarn install --immutable", "yarn install --no-immutable" },
        { "yarn@4.0.0-rc.50", "yarn.lock=", "yarn 4.0.0-rc.50", "yarn install --immutable", "yarn install --no-immutable" },
        { "bun@1.2.0", "bun.lock=", "bun 1.2.0", "bun install --frozen-lockfile", "bun install" },
        { "pnpm@10.4.1", "package-lock.json=", "pnpm 10.4.1", "pnpm install --no-frozen-lockfile", null },
        { "npm@10.0.0", "pnpm-lock.yaml=|package-lock.json=", "npm 10.0.0", "npm ci", "npm install" },
        { "pnpm@10.4.1", "", "pnpm 10.4.1", "pnpm install --no-frozen-lockfile", null },
    };

    [Theory]
    [MemberData(nameof(Sayings))]
    public void The_package_itself_says_it_first(string saying, string files, string manager, string first, string? second) =>
        AssertInstall(Setup($$"""{"packageManager": "{{saying}}"}""", files), manager, first, second);

    [Theory]
    [InlineData("pnpm@9.1.0+sha512." + Sha512, true)]
    [InlineData("npm@9.1.0+sha512." + Sha512, true)]
    [InlineData("yarn@1.22.22+sha512." + Sha512, true)]
    [InlineData("yarn@4.1.0+sha512." + Sha512, false)]
    [InlineData("pnpm@9.1.0+sha256.abcdef", false)]
    [InlineData("pnpm@9.1.0", false)]
    public void A_hash_is_kept_where_it_is_that_of_what_we_get(string saying, bool isKept)
    {
        var sha = Setup($$"""{"packageManager": "{{saying}}"}""", "").Manager.Sha512;

        Assert.Equal(isKept ? Sha512.ToLowerInvariant() : null, sha);
    }

    [Theory]
    [InlineData("pnpm")]
    [InlineData("pnpm@")]
    [InlineData("pnpm@latest")]
    [InlineData("pnpm@^9.0.0")]
    [InlineData("pnpm@9.0.0.0")]
    [InlineData("pnpm@https://example.org/pnpm.tgz")]
    [InlineData("deno@2.0.0")]
    [InlineData("--help@2.0.0")]
    [InlineData("pnpm@9.0.0 --force")]
    [InlineData("pnpm@9.0.0-$(id)")]
    public void What_no_manager_is_called_is_refused_with_its_line(string saying)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Setup($"{{\n\n\"packageManager\": \"{saying}\"}}", ""));

        Assert.Equal(BuildReason.ConfigInvalid, refused.Reason);
        Assert.StartsWith("package.json, line 3, packageManager: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_pnpm_in_engines_goes_before_the_lockfile()
    {
        Assert.Equal("pnpm >=9 <10", Setup("""{"engines": {"pnpm": ">=9 <10"}}""", "pnpm-lock.yaml=lockfileVersion: '9.0'").Manager.ToString());
        Assert.Equal("pnpm 10", Setup("""{"engines": {"pnpm": "any"}}""", "pnpm-lock.yaml=lockfileVersion: '9.0'").Manager.ToString());
    }

    [Fact]
    public void Whose_lockfile_is_not_used_is_said_and_that_there_is_none()
    {
        Assert.Equal(
            [
                "Package manager: pnpm 10, by pnpm-lock.yaml.",
                "Not used: package-lock.json. Keep one lockfile, so that nobody installs other versions than the build.",
            ],
            Setup("{}", "pnpm-lock.yaml=|package-lock.json=").Sentences);
        Assert.Equal(
            [
                "Package manager: bun 1.2.0, by packageManager of package.json.",
                "Not used: pnpm-lock.yaml, package-lock.json. Keep one lockfile, so that nobody installs other versions than the build.",
                "There is no lockfile of bun: versions are chosen anew with every build. Commit one to always get the same.",
            ],
            Setup("""{"packageManager": "bun@1.2.0"}""", "").Sentences);
    }

    [Fact]
    public void In_a_repository_of_several_packages_the_lockfile_above_counts()
    {
        _sources.With("apps/web/package.json", "{}").With("pnpm-lock.yaml", "lockfileVersion: '6.0'").With("package.json", "{}");

        var setup = SetupOf("apps/web");

        Assert.Equal(("pnpm 8", ""), (setup.Manager.ToString(), InstallPlan.Of(setup).Folder));
    }

    [Fact]
    public void In_a_repository_of_several_packages_the_manager_above_counts()
    {
        _sources.With("apps/web/package.json", "{}").With("package.json", """{"packageManager": "yarn@4.9.1"}""").With("yarn.lock");

        Assert.Equal(("yarn 4.9.1", ""), (SetupOf("apps/web").Manager.ToString(), InstallPlan.Of(SetupOf("apps/web")).Folder));
    }

    [Fact]
    public void A_manager_that_is_said_below_may_have_its_lockfile_above()
    {
        _sources.With("apps/web/package.json", """{"packageManager": "yarn@4.9.1"}""").With("apps/package-lock.json").With("yarn.lock");

        Assert.Equal("yarn install --immutable", InstallPlan.Of(SetupOf("apps/web")).First.ToString());
        Assert.Equal("", InstallPlan.Of(SetupOf("apps/web")).Folder);
    }

    [Fact]
    public void A_package_with_a_lockfile_of_its_own_is_installed_where_it_is()
    {
        _sources.With("apps/web/package.json", "{}").With("apps/web/package-lock.json").With("yarn.lock").With("package.json", """{"packageManager": "yarn@4.9.1"}""");

        Assert.Equal(("npm 10", "apps/web"), (SetupOf("apps/web").Manager.ToString(), InstallPlan.Of(SetupOf("apps/web")).Folder));
    }

    [Fact]
    public void A_package_that_nothing_lies_above_is_installed_where_it_is()
    {
        _sources.With("apps/web/package.json", "{}");

        Assert.Equal(("npm 10", "apps/web"), (SetupOf("apps/web").Manager.ToString(), InstallPlan.Of(SetupOf("apps/web")).Folder));
    }

    [Theory]
    [InlineData("npm@10.0.0", "npm run build", "npm exec --no -- vite build")]
    [InlineData("pnpm@10.0.0", "pnpm run build", "pnpm exec vite build")]
    [InlineData("yarn@1.22.22", "yarn run build", "yarn run vite build")]
    [InlineData("yarn@4.0.0", "yarn run build", "yarn run vite build")]
    [InlineData("bun@1.0.0", "bun run build", "bun run vite build")]
    public void Each_runs_scripts_and_programs_in_its_own_words(string saying, string script, string program)
    {
        var manager = Setup($$"""{"packageManager": "{{saying}}"}""", "").Manager;

        Assert.Equal((script, program), (manager.RunScript("build").ToString(), manager.RunProgram("vite build").ToString()));
    }

    [Theory]
    [InlineData("{}", 16, "npm 9")]
    [InlineData("{}", 17, "npm 9")]
    [InlineData("{}", 18, "npm 10")]
    [InlineData("{}", 24, "npm 10")]
    [InlineData("""{"packageManager": "npm@8.19.4"}""", 16, "npm 8.19.4")]
    [InlineData("""{"packageManager": "pnpm@10.4.1"}""", 16, "pnpm 10.4.1")]
    public void Npm_is_one_that_the_project_s_Node_can_run(string package, int node, string manager) =>
        Assert.Equal(manager, Setup(package, "").Manager.RunBy(new SemVersion(node, 20, 2)).ToString());

    private PackageSetup Setup(string package, string files)
    {
        foreach (var file in files.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)))
            _sources.With(file[0], file[1]);
        _sources.With("package.json", package);
        return SetupOf("");
    }

    private PackageSetup SetupOf(string folder)
    {
        var root = SourceTree.At(_sources.Path).Folder(folder)!;
        return PackageSetup.Of(root, PackageJson.Read(root)!);
    }

    private static void AssertInstall(PackageSetup setup, string manager, string first, string? second)
    {
        var install = InstallPlan.Of(setup);
        Assert.Equal(manager, setup.Manager.ToString());
        Assert.StartsWith(first + " ", install.First + " ", StringComparison.Ordinal);
        Assert.Equal(second is null, install.Second is null);
        if (second is not null)
            Assert.StartsWith(second + " ", install.Second + " ", StringComparison.Ordinal);
    }
}
