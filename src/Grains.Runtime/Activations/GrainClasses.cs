using System.Reflection;

namespace MiniVercel.Runtime;

/// <summary>An assembly whose grain classes the runtime knows; added by <c>AddGrains</c>.</summary>
internal sealed record GrainAssembly(Assembly Assembly);

/// <summary>Every grain class, by its type name and by the interfaces it answers to.</summary>
internal sealed class GrainClasses
{
    private readonly Dictionary<GrainType, GrainClass> _byType = [];
    private readonly Dictionary<Type, GrainClass[]> _byInterface;

    public GrainClasses(IEnumerable<GrainAssembly> assemblies)
    {
        var classes = assemblies.Select(it => it.Assembly).Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrain)))
            .Where(type => !type.IsAssignableTo(typeof(GrainReference)))
            .Select(type => new GrainClass(type))
            .ToList();
        foreach (var one in classes)
        {
            if (!_byType.TryAdd(one.Type, one))
                throw new InvalidOperationException($"{one.Class} and {_byType[one.Type].Class} are both the grain type '{one.Type}'. Rename one.");
        }

        Assemblies = [.. classes.SelectMany(it => it.Interfaces.Append(it.Class)).Select(it => it.Assembly).Distinct()];
        foreach (var assembly in Assemblies) RequestTypes.Learn(assembly);
        _byInterface = classes.SelectMany(one => one.Interfaces, (one, type) => (type, one))
            .GroupBy(it => it.type, it => it.one)
            .ToDictionary(it => it.Key, it => it.ToArray());
    }

    /// <summary>Where the grains and their interfaces are.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; }

    public IEnumerable<GrainClass> All => _byType.Values;

    public GrainClass this[GrainType type] => _byType[type];

    public bool Has(GrainType type) => _byType.ContainsKey(type);

    public GrainType TypeOf(Type grainInterface, string? classNamePrefix)
    {
        var found = _byInterface.GetValueOrDefault(grainInterface, []);
        if (classNamePrefix is not null) found = [.. found.Where(it => Matches(it.Class, classNamePrefix))];
        return found switch
        {
            [var only] => only.Type,
            [] => throw new ArgumentException(
                $"No grain class implements {grainInterface}. Register the assembly that has one with services.AddGrains(assembly)."),
            _ => throw new ArgumentException(
                $"{string.Join(", ", found.Select(it => it.Class))} all implement {grainInterface}. Say which with {nameof(classNamePrefix)}."),
        };
    }

    private static bool Matches(Type type, string prefix) =>
        type.FullName!.StartsWith(prefix, StringComparison.Ordinal) || type.Name.StartsWith(prefix, StringComparison.Ordinal);
}
