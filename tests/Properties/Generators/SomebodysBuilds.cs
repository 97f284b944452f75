using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>Where a build's sources come from.</summary>
public enum Origin
{
    Folder,
    Repository,
    MissingRepository,
}

/// <summary>A command of a project: what it prints, and how it ends.</summary>
public sealed record SomebodysCommand(string Out, string Errors, int Code)
{
    public override string ToString() => $"prints {Out.Length}+{Errors.Length} characters, ends with {Code}";
}

/// <summary>One build as somebody may ask for it.</summary>
/// <param name="Origin">Where its sources come from.</param>
/// <param name="Install">What installs, if anything does.</param>
/// <param name="Build">What builds, if anything does.</param>
/// <param name="Output">What comes of it, by path; nothing where there is no output.</param>
/// <param name="Waits">Whether the build stands still until somebody has read its first line.</param>
/// <param name="LeavesAfter">After how many events its viewer goes away, to come back at once.</param>
public sealed record SomebodysBuild(
    Origin Origin, SomebodysCommand? Install, SomebodysCommand? Build, IReadOnlyDictionary<string, string>? Output, bool Waits, int? LeavesAfter)
{
    /// <summary>What its build prints first where it stands still.</summary>
    public const string Waiting = "waiting to be read";

    /// <summary>The sources: scripts that print what files say, so that nothing of it is a shell's to take apart.</summary>
    public Dictionary<string, string> Sources()
    {
        var files = new Dictionary<string, string> { ["vercel.json"] = VercelJson() };
        foreach (var (path, text) in Output ?? new Dictionary<string, string>())
            files[$"{(Build is null ? "out" : "made")}/{path}"] = text;
        if (Install is not null)
            Add(files, "install", Install, "echo done > installed");
        if (Build is not null)
            Add(files, "build", Build, Output is null ? "true" : "mv made out", $"{(Install is null ? "" : "test -f installed || exit 99; ")}{Wait}");
        return files;
    }

    public override string ToString() =>
        $"{Origin}; install {Install}; build {Build}; {Output?.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} files"
        + $"{(Waits ? "; waits" : "")}; viewer leaves after {LeavesAfter}";

    private string Wait => Waits ? $"echo {Waiting}; until test -e go; do sleep 0.02; done; " : "";

    private string VercelJson()
    {
        List<string> fields = ["\"outputDirectory\": \"out\""];
        if (Install is not null)
            fields.Add("\"installCommand\": \"sh install.sh\"");
        if (Build is not null)
            fields.Add("\"buildCommand\": \"sh build.sh\"");
        return $"{{{string.Join(", ", fields)}}}";
    }

    private static void Add(Dictionary<string, string> files, string name, SomebodysCommand command, string deed, string before = "")
    {
        files[$"{name}.sh"] = $"{before}cat {name}.out; cat {name}.err >&2; test {command.Code} = 0 || exit {command.Code}; {deed}\n";
        files[$"{name}.out"] = command.Out;
        files[$"{name}.err"] = command.Errors;
    }
}

/// <summary>What somebody has built of one project, one after the other.</summary>
public sealed record BuildHistory(IReadOnlyList<SomebodysBuild> Builds)
{
    public override string ToString() => string.Join(" → ", Builds);
}

/// <summary>Builds of every kind: most of them end well, and of those that do not, each step has its share.</summary>
internal static class BuildHistories
{
    private static readonly string[] Lines =
        ["a line", "", "ümläut 漢字 🙂", "10 %\r55 %\r100 %", new string('x', 8_000), new string('y', 9_000), "tab\tand \"quotes\" $HOME `id`", " indented "];

    private static int s_count;

    public static Arbitrary<BuildHistory> Arbitrary() => (
        from first in One()
        from second in Gen.Frequency((3, One().Select(b => (SomebodysBuild?)b)), (1, Gen.Constant<SomebodysBuild?>(null)))
        from again in Gen.Choose(0, 2)
        select new BuildHistory(second is null ? [first] : again == 0 ? [first, first] : [first, second])).ToArbitrary();

    private static Gen<SomebodysBuild> One() =>
        from origin in Gen.Frequency((14, Gen.Constant(Origin.Folder)), (4, Gen.Constant(Origin.Repository)), (2, Gen.Constant(Origin.MissingRepository)))
        from install in Maybe(1, 1, Command(ends: 4))
        from build in Maybe(4, 1, Command(ends: 4))
        from output in Maybe(8, 1, Output())
        from waits in Gen.Choose(0, 2)
        from leaves in Maybe(1, 1, Gen.Choose(1, 12).Select(n => (object)n))
        select new SomebodysBuild(origin, install, build, output, build is not null && waits == 0, (int?)leaves);

    /// <param name="ends">How many end well for each that does not.</param>
    private static Gen<SomebodysCommand> Command(int ends) =>
        from said in Text()
        from complained in Text()
        from code in Gen.Frequency((ends, Gen.Constant(0)), (1, Gen.Choose(1, 90)))
        select new SomebodysCommand(said, complained, code);

    /// <summary>The last line of it may have no end.</summary>
    private static Gen<string> Text() =>
        from lines in Gen.Elements(Lines).ArrayOf()
        from ended in Gen.Elements(true, false)
        select Joined(lines.Take(6), ended);

    private static string Joined(IEnumerable<string> lines, bool ended)
    {
        var text = new StringBuilder(string.Join('\n', lines));
        return text.Length > 0 && ended ? text.Append('\n').ToString() : text.ToString();
    }

    private static Gen<IReadOnlyDictionary<string, string>> Output() =>
        from count in Gen.Choose(1, 4)
        select (IReadOnlyDictionary<string, string>)Enumerable.Range(0, count).ToDictionary(
            i => i == 0 ? "index.html" : $"files/{i}.txt", i => $"version {Interlocked.Increment(ref s_count)}, file {i}");

    private static Gen<T?> Maybe<T>(int there, int not, Gen<T> of)
        where T : class =>
        Gen.Frequency((there, of.Select(t => (T?)t)), (not, Gen.Constant<T?>(null)));
}
