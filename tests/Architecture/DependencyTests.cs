using System.Reflection;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Architecture;

/// <summary>Dependencies point one way. What an assembly refers to is read from the assembly itself.</summary>
public class DependencyTests
{
    /// <summary>Who may know whom, among our own. Whoever is not listed may know nobody.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Grains.Runtime"] = [],
        ["Grains.Interfaces"] = ["Grains.Runtime"],
        ["Grains"] = ["Grains.Runtime", "Grains.Interfaces"],
        ["Platform"] = ["Grains.Runtime", "Grains.Interfaces", "Grains"],
        ["Gateway"] = ["Grains.Runtime", "Grains.Interfaces", "Platform"],
        ["Silo"] = ["Grains.Runtime", "Grains.Interfaces", "Grains", "Platform", "Gateway"],
        ["Client"] = ["Grains.Runtime", "Grains.Interfaces"],
        ["Cli"] = ["Client"],
    };

    /// <summary>What decisions must never see: they speak to ports.</summary>
    private static readonly string[] Machinery =
        ["Microsoft.AspNetCore", "Yarp", "Npgsql", "Dapper", "Polly", "System.Diagnostics.Process", "System.Net", "System.IO.FileSystem"];

    private static readonly string[] DatabasePackages = ["Npgsql", "Dapper"];

    public static TheoryData<string> Rooms => [.. MayKnow.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_the_rooms_below_it(string room) =>
        Assert.Empty(ReferencesOf(room).Where(r => r.StartsWith("MiniVercel.", StringComparison.Ordinal))
            .Select(r => r["MiniVercel.".Length..]).Except(MayKnow[room]));

    [Theory]
    [InlineData("Grains")]
    [InlineData("Grains.Interfaces")]
    public void Grains_see_no_machinery(string room) =>
        Assert.DoesNotContain(ReferencesOf(room), r => Machinery.Any(m => r.StartsWith(m, StringComparison.Ordinal)));

    [Theory]
    [InlineData("Grains.Runtime")]
    [InlineData("Client")]
    [InlineData("Cli")]
    public void Who_has_no_business_with_the_database_does_not_know_it(string room) =>
        Assert.Empty(ReferencesOf(room).Intersect(DatabasePackages));

    [Fact]
    public void Every_room_of_the_house_has_its_rule()
    {
        var rooms = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(p => Path.GetFileNameWithoutExtension(p)).Where(name => name != "Grains.Runtime.CodeGen");

        Assert.Equal(rooms.Order(), MayKnow.Keys.Order());
    }

    [Fact]
    public void Only_the_engines_room_names_an_engine()
    {
        var places = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(p => !p.Contains("/Grains.Runtime", StringComparison.Ordinal) && !p.Contains("/Silo/Engines/", StringComparison.Ordinal))
            .Where(p => File.ReadLines(p).Any(l => l.Contains("MiniVercel.Runtime", StringComparison.Ordinal) || l.Contains("using Orleans", StringComparison.Ordinal)));

        Assert.Empty(places);
    }

    private static IEnumerable<string> ReferencesOf(string room) =>
        Assembly.Load($"MiniVercel.{room}").GetReferencedAssemblies().Select(a => a.Name!);
}
