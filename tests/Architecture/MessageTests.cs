using System.Reflection;
using MiniVercel.Builds;

namespace MiniVercel.Architecture;

/// <summary>
/// What crosses a grain's boundary is shared, not copied, by the embedded engine: it must not be possible to change it.
/// </summary>
public class MessageTests
{
    private static readonly HashSet<Type> Plain =
        [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(double), typeof(DateTimeOffset), typeof(TimeSpan), typeof(CancellationToken), typeof(void)];

    private static readonly IReadOnlyList<Type> Messages = [.. Reachable().Where(t => !Plain.Contains(t) && !t.IsEnum && !t.IsInterface)];

    public static TheoryData<string> Names => [.. Messages.Select(t => t.FullName!)];

    [Fact]
    public void There_are_messages() => Assert.True(Messages.Count > 20);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_is_an_immutable_record(string name)
    {
        var message = Messages.Single(t => t.FullName == name);

        Assert.True(IsRecord(message), $"{name} is not a record.");
        Assert.True(message.IsDefined(typeof(MiniVercel.Runtime.ImmutableAttribute), false), $"{name} is not marked [Immutable].");
        Assert.True(message.IsDefined(typeof(MiniVercel.Runtime.GenerateSerializerAttribute), false), $"{name} is not marked [GenerateSerializer].");
        Assert.All(
            message.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.SetMethod is not null),
            p => Assert.Contains(typeof(System.Runtime.CompilerServices.IsExternalInit), p.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()));

        // What stands beside the constructor, an engine would leave behind.
        var parts = message.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name);
        Assert.Empty(message.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.SetMethod is not null).Select(p => p.Name).Except(parts));
    }

    /// <summary>Every type in a grain's or an observer's signatures, and whatever those consist of.</summary>
    private static HashSet<Type> Reachable()
    {
        var found = new HashSet<Type>();
        var grains = typeof(IBuildGrain).Assembly.GetTypes().Where(t => t.IsInterface && typeof(MiniVercel.Runtime.IAddressable).IsAssignableFrom(t));
        foreach (var method in grains.SelectMany(g => g.GetMethods()))
        {
            foreach (var type in method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType))
                Visit(type, found);
        }

        return found;
    }

    private static void Visit(Type type, HashSet<Type> found)
    {
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments())
                Visit(argument, found);
        }
        else if (type != typeof(Task) && found.Add(type) && type.Assembly == typeof(IBuildGrain).Assembly)
        {
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
                Visit(property.PropertyType, found);
            foreach (var nested in type.GetNestedTypes().Where(n => n.IsSubclassOf(type)))
                Visit(nested, found);
        }
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;
}
