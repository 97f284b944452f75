using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>Something a person does to a project.</summary>
public abstract record Deed
{
    private Deed()
    {
    }

    /// <summary>Deploys a folder to production. What it says tells versions apart.</summary>
    public sealed record Deploy(string Says, int ExtraFiles) : Deed;

    /// <summary>Activates one of the builds there are, counted from the newest.</summary>
    public sealed record Activate(int Back) : Deed;

    /// <summary>Activates a build one of whose files was damaged on the disk.</summary>
    public sealed record ActivateDamaged : Deed;
}

/// <summary>What happens to one project, from its first deployment on.</summary>
public sealed record History(IReadOnlyList<Deed> Deeds)
{
    public override string ToString() => string.Join(" → ", Deeds);
}

internal static class Histories
{
    private static int s_count;

    public static Arbitrary<History> Arbitrary() => (
        from first in Deploy()
        from rest in AnyDeed().ArrayOf()
        select new History([first, .. rest.Take(5)])).ToArbitrary();

    private static Gen<Deed> AnyDeed() => Gen.Frequency(
        (3, Deploy()),
        (4, Gen.Choose(0, 4).Select(back => (Deed)new Deed.Activate(back))),
        (1, Gen.Constant((Deed)new Deed.ActivateDamaged())));

    private static Gen<Deed> Deploy() =>
        from files in Gen.Choose(0, 3)
        select (Deed)new Deed.Deploy($"version {Interlocked.Increment(ref s_count)}", files);
}
