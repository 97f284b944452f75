using System.Collections.Immutable;
using MiniVercel.Builds;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Git;

/// <summary>The newest part of one repository's history, as much of it as a build needs.</summary>
internal sealed class GitHistory(GitProgram git, GitHome home)
{
    private const string Fetched = "refs/sources/fetched";
    private const int LongestMessage = 4_000;
    private const int LongestAuthor = 200;
    private const int LongestPath = 1_000;
    private const int MostPaths = 100;

    /// <summary>Fetches a commit by its hash: whatever a branch comes to stand for meanwhile, that is what was meant.</summary>
    public async Task Fetch(string commit, int depth, CancellationToken cancellationToken)
    {
        var format = commit.Length == 64 ? "sha256" : "sha1";
        await git.Run(home, ["init", "--quiet", "--bare", "--template=", $"--object-format={format}", "--", home.Repository], cancellationToken);
        await git.Run(
            home,
            [
                Repository, "fetch", "--quiet", $"--depth={depth}", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
                "--", home.Address.ToString(), $"+{commit}:{Fetched}",
            ],
            cancellationToken);
    }

    public async Task<BuildCommit> Describe(string branch, CancellationToken cancellationToken)
    {
        var said = await List(["log", "-1", "-z", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x00%P%x00%an%x00%B", Fetched], 4, cancellationToken);
        if (said.Count < 3)
            throw new GitFailedException("What was fetched is not a commit.");

        var (sha, isFirst) = (said[0], said[1].Length == 0);
        string[] compared = isFirst ? ["--root", sha] : [$"{sha}^1", sha];
        var paths = ImmutableList.CreateBuilder<string>();
        var count = 0;
        await foreach (var path in git.Read(
            home, [Repository, "diff-tree", "-r", "-z", "--no-commit-id", "--name-only", "--no-renames", .. compared], '\0', cancellationToken))
        {
            count++;
            if (paths.Count < MostPaths)
                paths.Add(Shown(path, LongestPath));
        }

        return new BuildCommit(sha, branch, Shown(said.ElementAtOrDefault(3) ?? "", LongestMessage).Trim(), Shown(said[2], LongestAuthor), paths.ToImmutable(), count);
    }

    private string Repository => $"--git-dir={home.Repository}";

    private async Task<List<string>> List(IEnumerable<string> arguments, int atMost, CancellationToken cancellationToken)
    {
        var records = new List<string>();
        await foreach (var record in git.Read(home, [Repository, .. arguments], '\0', cancellationToken))
        {
            if (records.Count < atMost)
                records.Add(record);
        }

        return records;
    }

    /// <summary>Whatever somebody has written into a commit, as text that can be kept and shown.</summary>
    private static string Shown(string text, int longest)
    {
        var cut = text.Length > longest ? text[..longest] + "…" : text;
        return StorableText.Of(string.Concat(cut.Where(c => !char.IsControl(c) || c is '\n' or '\t')));
    }
}
