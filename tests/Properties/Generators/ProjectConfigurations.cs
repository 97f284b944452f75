using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>A project as somebody may ask for it: what is null is left out.</summary>
public sealed record ProjectConfiguration(
    string Name, string? GitUrl, string? Branch, string? RootDirectory, string? InstallCommand, string? BuildCommand,
    string? OutputDirectory, string? AppType, string? Domain)
{
    /// <summary>The body that asks for it.</summary>
    public Dictionary<string, string> ToBody() => new (string Field, string? Value)[]
        {
            ("name", Name), ("git_url", GitUrl), ("branch", Branch), ("root_directory", RootDirectory),
            ("install_command", InstallCommand), ("build_command", BuildCommand), ("output_directory", OutputDirectory),
            ("app_type", AppType), ("domain", Domain),
        }
        .Where(f => f.Value is not null)
        .ToDictionary(f => f.Field, f => f.Value!);
}

/// <summary>Valid projects of every shape, at their limits too.</summary>
internal static class ProjectConfigurations
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string LettersAndDigits = Letters + "0123456789";
    private static readonly string[] AppTypes = ["nextjs", "vite", "astro", "sveltekit", "node", "static", "hugo"];

    private static readonly string[] GitUrlShapes =
        ["https://git.example.com/{0}/a{1}.git", "ssh://git@git.example.com/{0}/a{1}", "git@git.example.com:{0}/a{1}.git"];

    private static int s_count;

    public static Arbitrary<ProjectConfiguration> Arbitrary() => Gen.Frequency((9, Full()), (1, Bare())).ToArbitrary();

    private static Gen<ProjectConfiguration> Bare() =>
        Name().Select(name => new ProjectConfiguration(name, null, null, null, null, null, null, null, null));

    private static Gen<ProjectConfiguration> Full() =>
        from name in Name()
        from gitUrl in Maybe(GitUrl())
        from branch in Maybe(Branch())
        from root in Maybe(RelativePath())
        from install in Maybe(Command())
        from build in Maybe(Command())
        from output in Maybe(RelativePath())
        from type in Maybe(Gen.Elements(AppTypes))
        from domain in Maybe(Domain())
        select new ProjectConfiguration(name, gitUrl, branch, root, install, build, output, type, domain);

    /// <summary>Names are unique in a server, so each carries a number; now and then one has every character it may have.</summary>
    private static Gen<string> Name() =>
        from length in Gen.Frequency((4, Gen.Choose(1, 20)), (1, Gen.Constant(63)))
        from letters in Text(Letters, length)
        from hyphens in Gen.Elements(true, false)
        let number = $"{Interlocked.Increment(ref s_count)}"
        let head = hyphens && letters.Length > 4 ? letters[..2] + "-" + letters[3..] : letters
        select head.Length + number.Length > 63 ? head[..(63 - number.Length)] + number : head + number;

    private static Gen<string> GitUrl() =>
        from owner in Text(LettersAndDigits, 1, 12)
        from repository in Text(LettersAndDigits + "._-", 1, 20)
        from shape in Gen.Elements(GitUrlShapes)
        select shape.Replace("{0}", owner, StringComparison.Ordinal).Replace("{1}", repository, StringComparison.Ordinal);

    private static Gen<string> Branch() =>
        from first in Text(LettersAndDigits, 1, 12)
        from second in Text(LettersAndDigits + "_", 1, 12)
        from between in Gen.Elements("/", "-", ".")
        select first + between + second;

    private static Gen<string> RelativePath() =>
        from segments in Text(LettersAndDigits + " _-äß漢", 1, 12).ArrayOf()
        select string.Join('/', ["site", .. segments.Take(6)]);

    private static Gen<string> Command() => Text(LettersAndDigits + " &|;$\"'`\\<>{}äß漢", 1, 80);

    private static Gen<string> Domain() =>
        from labels in Text(LettersAndDigits, 1, 12).ArrayOf()
        select string.Join('.', [.. labels.Take(5), "example", "com"]);

    private static Gen<string?> Maybe(Gen<string> of) =>
        Gen.Frequency((3, of.Select(t => (string?)t)), (1, Gen.Constant<string?>(null)));

    private static Gen<string> Text(string alphabet, int least, int most) =>
        Gen.Choose(least, most).SelectMany(length => Text(alphabet, length));

    private static Gen<string> Text(string alphabet, int length) =>
        Gen.Elements(alphabet.ToCharArray()).ArrayOf(length).Select(letters => new string(letters));
}
