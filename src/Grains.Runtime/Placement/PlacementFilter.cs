using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

// The shapes and names are Orleans' own, so that one filter serves both engines.

namespace MiniVercel.Runtime;

/// <summary>What is known of a kind of grain before one exists.</summary>
public sealed class GrainProperties(ImmutableDictionary<string, string> values)
{
    public ImmutableDictionary<string, string> Properties { get; } = values;
}

/// <summary>On a grain class: which silos may get its grains. Several are asked in order.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class PlacementFilterAttribute : Attribute
{
    protected PlacementFilterAttribute(PlacementFilterStrategy placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        PlacementFilterStrategy = placement;
    }

    public PlacementFilterStrategy PlacementFilterStrategy { get; private set; }

    public virtual void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        PlacementFilterStrategy.PopulateGrainProperties(services, grainClass, grainType, properties);
}

/// <summary>
/// What a filter wants. The attribute's own writes it into the grain's properties; another, made without parameters, reads it
/// back where grains are placed.
/// </summary>
public abstract class PlacementFilterStrategy(int order)
{
    private string Prefix => $"placement-filter.{GetType().Name}.";

    public int Order { get; private set; } = order;

    public void Initialize(GrainProperties properties)
    {
        Order = int.Parse(GetPlacementFilterGrainProperty("order", properties)!, CultureInfo.InvariantCulture);
        AdditionalInitialize(properties);
    }

    public virtual void AdditionalInitialize(GrainProperties properties)
    {
    }

    public void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        properties[Prefix + "order"] = Order.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in GetAdditionalGrainProperties(services, grainClass, grainType, properties)) properties[Prefix + key] = value;
    }

    protected string? GetPlacementFilterGrainProperty(string key, GrainProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return properties.Properties.GetValueOrDefault(Prefix + key);
    }

    protected virtual IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) => [];
}

/// <summary>The grain to be placed.</summary>
public readonly struct PlacementTarget
{
    internal PlacementTarget(GrainId grainIdentity, Dictionary<string, object> requestContextData) =>
        (GrainIdentity, RequestContextData) = (grainIdentity, requestContextData);

    public GrainId GrainIdentity { get; }

    public Dictionary<string, object> RequestContextData { get; }
}

/// <summary>Applies a filter. Where nobody fits it may return them all: then anybody is better than nobody.</summary>
public interface IPlacementFilterDirector
{
    IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos);
}

public static class PlacementFilterExtensions
{
    public static IServiceCollection AddPlacementFilter<TFilter, TDirector>(this IServiceCollection services, ServiceLifetime strategyLifetime)
        where TFilter : PlacementFilterStrategy, new()
        where TDirector : class, IPlacementFilterDirector
    {
        services.Add(ServiceDescriptor.DescribeKeyed(typeof(PlacementFilterStrategy), typeof(TFilter).Name, typeof(TFilter), strategyLifetime));
        return services.AddKeyedSingleton<IPlacementFilterDirector, TDirector>(typeof(TFilter));
    }
}

/// <summary>On a grain class: its grains wake on the silo that calls them first, if the filters leave that one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreferLocalPlacementAttribute : Attribute;
