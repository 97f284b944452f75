using MiniVercel.Testing.Machine;

namespace MiniVercel.Runtime.Tests;

/// <summary>
/// <c>Orleans.signatures.txt</c> is what our source uses of Orleans, read from Orleans' own assemblies. Both builds are
/// held to it, so neither engine can drift from the other unnoticed.
/// </summary>
public sealed class SurfaceTests
{
    [Fact]
    public void What_our_source_uses_has_the_signatures_of_Orleans()
    {
        var list = Path.Combine(Repository.Root, "tests/Grains.Runtime.Tests/Surface/Orleans.signatures.txt");
        var listed = File.ReadAllLines(list).Select(EngineSurface.Rename).ToHashSet();

        var used = SurfaceInUse.Read(Repository.Root, EngineSurface.Namespaces, EngineSurface.IsEngine);

        Assert.True(used.Count > 20, "Next to nothing was found: the reading is broken, not the engine.");
        Assert.True(
            listed.SetEquals(used),
            $"""
             In use but not listed:
             {string.Join('\n', used.Except(listed))}
             Listed but not in use, or not with this signature:
             {string.Join('\n', listed.Except(used))}
             """);
    }
}
