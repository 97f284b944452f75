using System.Globalization;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Git;

/// <summary>Brings a state of a repository into a folder: its files, without its history and without any word to git.</summary>
public sealed class GitRepositories : IDisposable
{
    private readonly GitDoor _door;
    private readonly GitLimits _limits;
    private readonly string _root;
    private readonly GitProgram _git;
    private readonly LfsFiles _lfs;
    private readonly IFailpoints _failpoints;

    /// <param name="door">Which repositories may be gone to.</param>
    /// <param name="root">A closed folder of its own: what it keeps of servers, and what it works with in between.</param>
    /// <param name="limits">How much is taken.</param>
    /// <param name="walls">What this machine has to put around git.</param>
    /// <param name="failpoints">Where a test may stop it.</param>
    public GitRepositories(GitDoor door, string root, GitLimits limits, BoxLevel walls, IFailpoints failpoints)
    {
        (_door, _limits, _root, _lfs, _failpoints) = (door, limits, root, new LfsFiles(door), failpoints);
        _git = new GitProgram(limits, new GitWalls(walls));
        var homes = Path.Combine(root, "homes");
        if (Directory.Exists(homes))
            Directory.Delete(homes, recursive: true); // what a process that was killed left behind, credentials above all
        OwnFolder.CreateClosed(homes);
    }

    public void Dispose() => _lfs.Dispose();

    public async Task<GitBrought> Bring(GitWish wish, string folder, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(_limits.Time);
        try
        {
            return await Bring(wish, folder, new List<string>(), limited.Token);
        }
        catch (GitFailedException e)
        {
            return new GitBrought.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new GitBrought.Failed(string.Create(
                CultureInfo.InvariantCulture, $"The repository was not there within {_limits.Time.TotalSeconds:N0} seconds. Try again, or take large things out of it."));
        }
    }

    /// <summary>The story: where it leads, which commit is meant, that commit alone, its files, and what lies in it of others.</summary>
    private async Task<GitBrought> Bring(GitWish wish, string folder, List<string> remarks, CancellationToken cancellationToken)
    {
        var (address, complaint) = GitAddress.Read(wish.Order.Url);
        using var home = await Enter(address ?? throw new GitFailedException($"The repository's address cannot be used. {complaint}"), wish, folder, cancellationToken);

        var wanted = await Choose(home, wish, remarks, cancellationToken);
        var history = new GitHistory(_git, home);
        await history.Fetch(wanted.Commit, depth: 2, cancellationToken); // the commit before it says what has changed
        var commit = await history.Describe(wanted.Branch, cancellationToken);
        _failpoints.Reach(Failpoint.BuildFetched);

        var budget = new GitBudget(_limits);
        await Lay(home, commit.Sha, folder, wish, budget, depth: 1, cancellationToken);
        if (EscapingLinks.Remove(folder) is { Count: > 0 } removed)
            remarks.Add($"Left out, because they lead out of the repository: the symbolic links {EscapingLinks.Listed(removed)}.");
        return new GitBrought.Done(commit, remarks);
    }

    private async Task<GitHome> Enter(GitAddress address, GitWish wish, string folder, CancellationToken cancellationToken) =>
        await _door.Find(address, cancellationToken) switch
        {
            GitRoute.Open open => GitHome.Open(_root, open, wish.Credential?.Origin == address.Origin ? wish.Credential : null, folder),
            GitRoute.Closed closed => throw new GitFailedException($"{address} may not be cloned. {closed.Why}"),
            GitRoute.Unknown unknown => throw new GitFailedException(unknown.Why),
            var other => throw new InvalidOperationException($"No such route: {other}."),
        };

    /// <summary>What to ask the server for: the commit, the branch, the tag; or its own first branch where none was chosen.</summary>
    private async Task<(string Commit, string Branch)> Choose(GitHome home, GitWish wish, List<string> remarks, CancellationToken cancellationToken)
    {
        if (wish.CommitSha is { } commit)
            return GitRef.IsCommit(commit) ? (commit, wish.Branch) : throw new GitFailedException($"'{commit}' is not a commit's full hash.");
        if (GitRef.Complaint(wish.Branch) is { } wrong)
            throw new GitFailedException($"The branch cannot be used. {wrong}");

        var (branch, tag) = ($"refs/heads/{wish.Branch}", $"refs/tags/{wish.Branch}");
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        string? first = null;
        string[] list = ["ls-remote", "--quiet", "--symref", "--", home.Address.ToString(), "HEAD", branch, tag];
        await foreach (var line in _git.Read(home, list, '\n', cancellationToken))
        {
            if (line.StartsWith("ref: refs/heads/", StringComparison.Ordinal) && line.EndsWith("\tHEAD", StringComparison.Ordinal))
                first = line["ref: refs/heads/".Length..^"\tHEAD".Length];
            else if (line.Split('\t') is [var hash, var name] && GitRef.IsCommit(hash))
                found[name] = hash;
        }

        if (found.TryGetValue(branch, out var tip) || found.TryGetValue(tag, out tip))
            return (tip, wish.Branch);
        if (!wish.Order.OrDefault || first is null || GitRef.Complaint(first) is not null || !found.TryGetValue("HEAD", out var head))
            throw new GitFailedException($"The repository has no branch and no tag '{wish.Branch}'.");
        remarks.Add($"There is no branch '{wish.Branch}'; taking '{first}', the repository's own first one.");
        return (head, first);
    }

    private async Task Lay(
        GitHome home, string commit, string folder, GitWish wish, GitBudget budget, int depth, CancellationToken cancellationToken)
    {
        var inside = new List<string>();
        await foreach (var entry in _git.Read(home, [.. In(home), "ls-tree", "-r", "-l", "-z", "--full-tree", commit], '\0', cancellationToken))
        {
            if (budget.Count(entry) is { } repository)
                inside.Add(repository);
        }

        await _git.Run(home, [.. In(home), $"--work-tree={folder}", "checkout", "--quiet", "--force", "--detach", commit], cancellationToken);
        if (wish.Order.Lfs)
            await _lfs.Bring(home, folder, budget, cancellationToken);
        if (!wish.Order.Submodules || inside.Count == 0)
            return;

        foreach (var submodule in await new GitSubmodules(_git, home).Find(commit, inside, cancellationToken))
            await LaySubmodule(home.Address, submodule, folder, wish, budget, depth + 1, cancellationToken);
    }

    /// <summary>Another repository, through the same door as the first: its address was written by somebody else.</summary>
    private async Task LaySubmodule(
        GitAddress parent, GitSubmodule submodule, string folder, GitWish wish, GitBudget budget, int depth, CancellationToken cancellationToken)
    {
        budget.CountSubmodule(depth);
        var (address, complaint) = parent.Beside(submodule.Url);
        if (address is null)
            throw new GitFailedException($"The submodule '{submodule.Path}' cannot be used. {complaint}");
        if (address.IsFile && !parent.IsFile)
            throw new GitFailedException($"The submodule '{submodule.Path}' names a folder of this machine, which only a repository beside it may.");

        try
        {
            var place = EscapingLinks.PlainFolder(folder, submodule.Path);
            using var home = await Enter(address, wish, place, cancellationToken);
            await new GitHistory(_git, home).Fetch(submodule.Commit, depth: 1, cancellationToken);
            await Lay(home, submodule.Commit, place, wish, budget, depth, cancellationToken);
        }
        catch (GitFailedException e)
        {
            throw new GitFailedException($"The submodule '{submodule.Path}': {e.Message}");
        }
    }

    private static string[] In(GitHome home) => [$"--git-dir={home.Repository}"];
}
