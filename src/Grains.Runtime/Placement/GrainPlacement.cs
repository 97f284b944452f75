using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Runtime;

/// <summary>
/// Chooses the silo for a grain that is active nowhere: of those that the class's filters leave, the less loaded of two taken
/// at random. The loads are a moment old, and everybody running to the idlest one would make it the busiest.
/// </summary>
internal sealed class GrainPlacement(IServiceProvider services, GrainClasses classes)
{
    private readonly ConcurrentDictionary<GrainType, Rule> _rules = new();

    /// <summary>Null when nobody is left.</summary>
    public SiloEntry? Choose(GrainId grain, ImmutableDictionary<string, object>? context, IReadOnlyDictionary<SiloAddress, SiloEntry> silos, SiloAddress local)
    {
        var rule = _rules.GetOrAdd(grain.Type, Read);
        var left = silos.Keys;
        if (rule.Filters.Length > 0)
        {
            var target = new PlacementTarget(grain, new Dictionary<string, object>(context ?? ImmutableDictionary<string, object>.Empty));
            left = rule.Filters.Aggregate(left, (them, filter) => filter.Director.Filter(filter.Strategy, target, them));
        }

        var candidates = left.Where(silos.ContainsKey).ToArray();
        if (candidates.Length == 0) return null;
        if (rule.PrefersLocal && candidates.Contains(local)) return silos[local];
        Random.Shared.Shuffle(candidates);
        return candidates.Take(2).Select(it => silos[it]).MinBy(it => it.Activations);
    }

    // As in Orleans the strategy is not the attribute's own but one that reads its properties: what works here works there.
    private Rule Read(GrainType type)
    {
        var grainClass = classes[type].Class;
        var attributes = grainClass.GetCustomAttributes<PlacementFilterAttribute>(inherit: true).ToList();
        var written = new Dictionary<string, string>();
        foreach (var attribute in attributes) attribute.Populate(services, grainClass, type, written);
        var properties = new GrainProperties(written.ToImmutableDictionary());
        var filters = attributes.Select(it => it.PlacementFilterStrategy.GetType()).Select(filter =>
        {
            var strategy = services.GetKeyedService<PlacementFilterStrategy>(filter.Name) ?? throw new InvalidOperationException(
                $"{grainClass} is placed by {filter}, which nobody registered. Call services.AddPlacementFilter<{filter.Name}, …>(…).");
            strategy.Initialize(properties);
            return new Filter(strategy, services.GetRequiredKeyedService<IPlacementFilterDirector>(filter));
        });
        return new Rule([.. filters.OrderBy(it => it.Strategy.Order)], grainClass.IsDefined(typeof(PreferLocalPlacementAttribute), inherit: true));
    }

    private sealed record Rule(Filter[] Filters, bool PrefersLocal);

    private sealed record Filter(PlacementFilterStrategy Strategy, IPlacementFilterDirector Director);
}
