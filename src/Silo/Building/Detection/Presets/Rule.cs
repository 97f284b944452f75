using System.Text.RegularExpressions;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>What a preset is recognised by. A rule answers with what it has found, in words for the log, or with nothing.</summary>
public abstract record Rule
{
    /// <summary>What a configuration is recognised by stands near its beginning.</summary>
    private const int EnoughBytes = 64_000;

    private Rule()
    {
    }

    public abstract string? FoundIn(SourceTree folder, PackageJson? package);

    /// <summary>One of these is among the dependencies, for development or not.</summary>
    public sealed record Package(params string[] AnyOf) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) =>
            AnyOf.FirstOrDefault(p => package?.DependsOn(p) == true) is { } found ? $"{found} among the dependencies" : null;
    }

    /// <summary>A file lies in the folder under one of these names; a star stands for any ending.</summary>
    public sealed record FileNamed(params string[] AnyOf) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) =>
            AnyOf.SelectMany(folder.Names).FirstOrDefault(folder.HasFile);
    }

    /// <summary>A file under one of these names says this.</summary>
    public sealed record FileSaying(string Pattern, params string[] AnyOf) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) =>
            AnyOf.SelectMany(folder.Names).FirstOrDefault(f => folder.Beginning(f, EnoughBytes) is { } text && Says(text));

        private bool Says(string text) => Regex.IsMatch(
            text, Pattern, RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    public sealed record Script(string Name) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) =>
            package?.Script(Name) is not null ? $"the script '{Name}'" : null;
    }

    /// <summary>
    /// The tool is what the folder is built by. Beside an application it often stands only for the documentation, which has a
    /// script of its own; then the <c>build</c> script does not call it.
    /// </summary>
    public sealed record MainTool(string Name) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) =>
            package?.DependsOn(Name) == true && package.Script("build")?.Contains(Name, StringComparison.Ordinal) != false
                ? $"{Name} among the dependencies"
                : null;
    }

    public sealed record Either(params Rule[] Rules) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) =>
            Rules.Select(r => r.FoundIn(folder, package)).FirstOrDefault(found => found is not null);
    }

    public sealed record All(params Rule[] Rules) : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package)
        {
            var found = Rules.Select(r => r.FoundIn(folder, package)).TakeWhile(f => f is not null).ToList();
            return found.Count == Rules.Length ? string.Join(" and ", found) : null;
        }
    }

    /// <summary>There is a package.json. What a server's folder looks like without one is a folder of files.</summary>
    public sealed record IsPackage : Rule
    {
        public override string? FoundIn(SourceTree folder, PackageJson? package) => package is null ? null : PackageJson.Name;
    }

    public sealed record Anything : Rule
    {
        public override string FoundIn(SourceTree folder, PackageJson? package) => "nothing else fits";
    }
}
