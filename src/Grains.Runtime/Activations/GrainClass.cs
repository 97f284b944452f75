using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Runtime;

/// <summary>A grain class: its type name, and how one is built from the services and states its constructor asks for.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker _constructor;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainClass(Type type)
    {
        if (!type.IsAssignableTo(typeof(IGrainBase)))
            throw new InvalidOperationException($"{type} implements a grain interface, so it must derive from Grain.");
        Class = type;
        var name = type.Name.EndsWith("Grain", StringComparison.Ordinal) && type.Name != "Grain" ? type.Name[..^"Grain".Length] : type.Name;
        Type = GrainType.Create(name.ToLowerInvariant());
        Interfaces = [.. type.GetInterfaces().Where(it => it.IsAssignableTo(typeof(IGrainWithStringKey)) && it != typeof(IGrainWithStringKey))];

        var constructors = type.GetConstructors();
        var chosen = constructors.Length == 1
            ? constructors[0]
            : constructors.SingleOrDefault(it => it.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
              ?? throw new InvalidOperationException($"{type} needs one public constructor, or one marked [ActivatorUtilitiesConstructor].");
        _constructor = ConstructorInvoker.Create(chosen);
        _arguments = [.. chosen.GetParameters().Select(Bind)];
    }

    public Type Class { get; }

    public GrainType Type { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    public IGrainBase Build(Activation activation)
    {
        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = _arguments[i](activation);
        return (IGrainBase)_constructor.Invoke(arguments);
    }

    private static Func<Activation, object?> Bind(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state) return BindState(parameter, state);
        if (type == typeof(IGrainContext)) return activation => activation;
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return activation => activation.ActivationServices.GetRequiredKeyedService(type, keyed.Key);
        if (parameter.HasDefaultValue) return activation => activation.ActivationServices.GetService(type) ?? parameter.DefaultValue;
        return activation => activation.ActivationServices.GetRequiredService(type);
    }

    private static Func<Activation, object?> BindState(ParameterInfo parameter, PersistentStateAttribute state)
    {
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new InvalidOperationException(
                $"[PersistentState] belongs on an IPersistentState<T>, not on {type} {parameter.Name} of {parameter.Member.DeclaringType}.");
        }

        var bound = typeof(PersistentState<>).MakeGenericType(type.GetGenericArguments());
        var create = ConstructorInvoker.Create(bound.GetConstructors().Single());
        return activation =>
        {
            var storage = create.Invoke(activation, state.StateName, state.StorageName ?? "Default");
            activation.States.Add((IStorage)storage);
            return storage;
        };
    }
}
