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

    /// <summary>Goes back to a deployment that was active before, counted from the newest of those.</summary>
    public sealed record RollBack(int Back) : Deed;

    /// <summary>Activates a build one of whose files was damaged on the disk.</summary>
    public sealed record ActivateDamaged : Deed;

    /// <summary>Goes back to a version that was good when it was active, and was damaged since.</summary>
    public sealed record RollBackToDamaged(int Back) : Deed;

    /// <summary>Deletes a build that is not active, counted from the newest of those.</summary>
    public sealed record DeleteBuild(int Back) : Deed;

    /// <summary>Gives the project another name, and so another address.</summary>
    public sealed record Rename : Deed;
}

/// <summary>What happens to one project, from its first deployment on.</summary>
public sealed record History(IReadOnlyList<Deed> Deeds)
{
    public override string ToString() => string.Join(" → ", Deeds);
}

internal static class Histories
{
    private const int Longest = 8;

    private static int s_count;

    public static Arbitrary<History> Arbitrary() => (
        from first in Deploy()
        from rest in AnyDeed().ArrayOf()
        select new History([first, .. rest.Take(Longest - 1)])).ToArbitrary();

    private static Gen<Deed> AnyDeed() => Gen.Frequency(
        (4, Deploy()),
        (2, Back(back => new Deed.Activate(back))),
        (4, Back(back => new Deed.RollBack(back))),
        (1, Gen.Constant((Deed)new Deed.ActivateDamaged())),
        (2, Back(back => new Deed.RollBackToDamaged(back))),
        (2, Back(back => new Deed.DeleteBuild(back))),
        (1, Gen.Constant((Deed)new Deed.Rename())));

    private static Gen<Deed> Back(Func<int, Deed> deed) => Gen.Choose(0, 4).Select(deed);

    private static Gen<Deed> Deploy() =>
        from files in Gen.Choose(0, 3)
        select (Deed)new Deed.Deploy($"version {Interlocked.Increment(ref s_count)}", files);
}
