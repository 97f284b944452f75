namespace MiniVercel.Platform.Git;

/// <summary>Another repository at a place in this one.</summary>
internal sealed record GitSubmodule(string Path, string Url, string Commit);

/// <summary>
/// Reads which repositories lie inside a commit. Only their paths and addresses: what else `.gitmodules` may say is for
/// people's own machines (and `update = !command` has run there).
/// </summary>
internal sealed class GitSubmodules(GitProgram git, GitHome home)
{
    /// <param name="commit">Whose `.gitmodules` counts.</param>
    /// <param name="inside">The places that stand for a repository, as `hash⇥path`.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<GitSubmodule>> Find(string commit, IReadOnlyList<string> inside, CancellationToken cancellationToken)
    {
        var (paths, urls) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        string[] list = [$"--git-dir={home.Repository}", "config", "--no-includes", "--null", $"--blob={commit}:.gitmodules", "--list"];
        await foreach (var setting in git.Read(home, list, '\0', cancellationToken))
        {
            if (setting.Split('\n', 2) is not [var key, var value] || !key.StartsWith("submodule.", StringComparison.Ordinal))
                continue;
            var (name, what) = (key[..key.LastIndexOf('.')], key[(key.LastIndexOf('.') + 1)..]);
            if (what == "path")
                paths[value.TrimEnd('/')] = name;
            else if (what == "url")
                urls[name] = value;
        }

        return
        [
            .. from place in inside
               let parts = place.Split('\t', 2)
               select paths.TryGetValue(parts[1], out var name) && urls.TryGetValue(name, out var url)
                   ? new GitSubmodule(parts[1], url, parts[0])
                   : throw new GitFailedException($"The submodule '{parts[1]}' has no address in .gitmodules."),
        ];
    }
}
