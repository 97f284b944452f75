namespace MiniVercel.Cli.Deploying;

/// <summary>The files of a folder that are deployed: what its owner wrote, not what tools put beside it.</summary>
internal sealed class SourceTree
{
    private static readonly HashSet<string> NeverDeployed =
        [".git", ".hg", ".svn", ".bzr", ".jj", ".pijul", "_darcs", "CVS", "node_modules", ".minivercel", ".data", ".DS_Store"];

    // The first of these that exists decides; the platform's own words go before Git's.
    private static readonly string[] IgnoreFiles = [".minivercelignore", ".vercelignore", ".gitignore"];

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string _root;
    private readonly IgnoreRules _rules;
    private readonly List<SourceFile> _files = [];

    // The real folders from the root to here: a link to one of them would lead round for ever.
    private readonly HashSet<string> _way = [];

    private SourceTree(string root, IgnoreRules rules)
    {
        _root = root;
        _rules = rules;
    }

    /// <summary>Sorted by path, so that the same folder always reads the same.</summary>
    public static IReadOnlyList<SourceFile> Read(string folder)
    {
        var root = RealPath.Of(folder) ?? folder;
        var tree = new SourceTree(root, RulesOf(root));
        tree.Walk(root, "");
        tree._files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return tree._files;
    }

    private static IgnoreRules RulesOf(string root)
    {
        var file = IgnoreFiles.Select(name => Path.Combine(root, name)).FirstOrDefault(File.Exists);
        return file is null ? IgnoreRules.None : IgnoreRules.Parse(Reading(file, () => File.ReadAllText(file)));
    }

    /// <param name="folder">A real folder, all links followed.</param>
    /// <param name="prefix">Its path in the deployment: empty, or ending in a slash.</param>
    private void Walk(string folder, string prefix)
    {
        _way.Add(folder);
        foreach (var entry in Reading(folder, () => new DirectoryInfo(folder).GetFileSystemInfos("*", Everything)))
        {
            if (IsNeverDeployed(entry.Name))
                continue;
            var path = prefix + entry.Name;
            // Git takes a link for a file, wherever it leads.
            if (_rules.Ignores(path, isFolder: entry is DirectoryInfo { LinkTarget: null }))
                continue;

            var real = entry.LinkTarget is null ? entry.FullName : TargetOf(path, entry.FullName);
            if (Directory.Exists(real))
                Walk(real, path + "/");
            else
                Add(path, real);
        }
        _way.Remove(folder);
    }

    /// <summary>Not even where no ignore file says so: what `.env` and its kin hold is secret.</summary>
    private static bool IsNeverDeployed(string name) => NeverDeployed.Contains(name) || name.StartsWith(".env", StringComparison.Ordinal);

    private void Add(string path, string file)
    {
        var info = new FileInfo(file);
        // Where there are no such bits, this says that none is set.
        var executable = Reading(file, () => info.UnixFileMode).HasFlag(UnixFileMode.UserExecute) && !OperatingSystem.IsWindows();
        _files.Add(new SourceFile(path, file, Reading(file, () => info.Length), executable));
    }

    private string TargetOf(string path, string link)
    {
        var real = RealPath.Of(link);
        if (real is null || !Path.Exists(real))
            throw new UsageException($"{path} is a link that leads nowhere. Remove it, or name it in .minivercelignore.");
        if (!RealPath.IsWithin(real, _root))
            throw new UsageException($"{path} is a link to {real}, outside the deployed folder. Copy what it points to, or name it in .minivercelignore.");
        if (_way.Contains(real))
            throw new UsageException($"{path} is a link to a folder that contains it. Remove it, or name it in .minivercelignore.");
        return real;
    }

    private static T Reading<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Unreadable(what);
        }
    }

    public static UsageException Unreadable(string what) =>
        new($"{what} cannot be read. Make it readable for you, or name it in .minivercelignore.");
}
