using System.Diagnostics;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Deploying;

public sealed class IgnoreRulesTests
{
    [Theory]
    // Names match at every depth, files and folders alike.
    [InlineData("dist", "dist", true)]
    [InlineData("dist", "packages/a/dist/", true)]
    [InlineData("dist", "distant", false)]
    [InlineData("*.log", "deep/down/error.log", true)]
    [InlineData("*.log", "error.log.txt", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    // A slash at the end means folders only.
    [InlineData("build/", "build/", true)]
    [InlineData("build/", "build", false)]
    // A slash before the end ties the pattern to the root.
    [InlineData("/dist", "dist", true)]
    [InlineData("/dist", "a/dist", false)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "x/a/b", false)]
    [InlineData("a/*", "a/b", true)]
    [InlineData("a/*", "a/b/c", false)]
    // Two stars cross folders, but only as a whole part.
    [InlineData("**/tmp", "tmp", true)]
    [InlineData("**/tmp", "a/b/tmp", true)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a**z", "abcz", true)]
    [InlineData("/a**z", "ab/cz", false)]
    [InlineData("**", "any/thing", true)]
    [InlineData("/***/z", "a/b/z", true)]
    // Classes.
    [InlineData("[abc].js", "b.js", true)]
    [InlineData("[a-c].js", "d.js", false)]
    [InlineData("[!a-c].js", "d.js", true)]
    [InlineData("[^a-c].js", "a.js", false)]
    [InlineData("[]x].js", "].js", true)]
    [InlineData("[[:digit:]]", "7", true)]
    [InlineData("[[:digit:]]", "x", false)]
    [InlineData("/a[+-9]b", "a/b", false)]
    [InlineData("[z-a]", "z", true)]
    [InlineData("[a", "[a", false)]
    // Comments, escapes, spaces.
    [InlineData("#note", "#note", false)]
    [InlineData(@"\#note", "#note", true)]
    [InlineData(@"\!yes", "!yes", true)]
    [InlineData("name   ", "name", true)]
    [InlineData(@"name\ ", "name ", true)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData(@"a\*b", "axb", false)]
    [InlineData(@"name\", "name", false)]
    [InlineData("name\r", "name", true)]
    [InlineData("", "name", false)]
    [InlineData("/", "name", false)]
    // The last word counts.
    [InlineData("*.log\n!keep.log", "keep.log", false)]
    [InlineData("!keep.log\n*.log", "keep.log", true)]
    [InlineData("*\n!*.html", "index.html", false)]
    // Case is part of the name.
    [InlineData("README", "readme", false)]
    public void A_rule_reads_as_git_reads_it(string rules, string path, bool ignored) =>
        Assert.Equal(ignored, Verdict(IgnoreRules.Parse(rules), path));

    [Fact]
    public void Random_rules_agree_with_git_itself()
    {
        var random = new Random(20260102);
        using var repository = new TemporaryFolder();
        Git(repository, "", "init", "-q");
        string[] paths = [.. Enumerable.Range(0, 150).Select(_ => RandomPath(random)).Distinct()];

        for (var round = 0; round < 60; round++)
        {
            var rules = string.Join('\n', Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomPattern(random)));
            repository.Write(".gitignore", rules);
            var ignoredByGit = Git(repository, string.Join('\0', paths) + '\0', "check-ignore", "--no-index", "--stdin", "-z")
                .Split('\0', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

            var parsed = IgnoreRules.Parse(rules);
            foreach (var path in paths)
                Assert.True(ignoredByGit.Contains(path) == IsIgnoredByTheWalk(parsed, path), $"{path} under:\n{rules}");
        }
    }

    /// <summary>As the walk asks: folder by folder, not entering what is ignored.</summary>
    private static bool IsIgnoredByTheWalk(IgnoreRules rules, string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0 && slash < path.Length - 1; slash = path.IndexOf('/', slash + 1))
        {
            if (rules.Ignores(path[..slash], isFolder: true))
                return true;
        }
        return Verdict(rules, path);
    }

    private static bool Verdict(IgnoreRules rules, string path) => rules.Ignores(path.TrimEnd('/'), isFolder: path.EndsWith('/'));

    private static string RandomPath(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(random, 1, 3, "a", "b", "c", "ab", "-", "]", "!", "*")));

    /// <summary>Two stars only as whole parts: what Git makes of others (<c>a**/b</c>) is not what its manual says.</summary>
    private static string RandomPattern(Random random)
    {
        var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(4) == 0
            ? Pick(random, 1, 2, "**", "***")
            : Pick(random, 1, 5, "a", "b", "c", "?", "[ab]", "[!a]", "[b-c]", "[^]a]", "[!-]", @"\*", "[", "]", @"\", "-", " ", "!", "[[:alpha:]]") + Pick(random, 0, 2, "*"));
        return Pick(random, 0, 2, "!", "", "/") + string.Join('/', parts) + Pick(random, 0, 2, "/", "");
    }

    private static string Pick(Random random, int least, int most, params string[] parts) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most)).Select(_ => parts[random.Next(parts.Length)]));

    private static string Git(TemporaryFolder repository, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = repository.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Only the repository's own rules, not those of whoever runs the tests.
            Environment = { ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_CONFIG_SYSTEM"] = "/dev/null", ["XDG_CONFIG_HOME"] = repository.Path },
        };
        using var git = Process.Start(start)!;
        git.StandardInput.Write(input);
        git.StandardInput.Close();
        var output = git.StandardOutput.ReadToEnd();
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        // 1 only says that nothing is ignored.
        Assert.True(git.ExitCode is 0 or 1, error);
        return output;
    }
}
