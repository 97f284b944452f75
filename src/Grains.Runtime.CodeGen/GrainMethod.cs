using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace MiniVercel.Runtime.CodeGen;

/// <summary>What the caller of a method gets.</summary>
internal enum Answer
{
    /// <summary>void: nothing, not even the end.</summary>
    None,
    /// <summary>Task: the end.</summary>
    End,
    /// <summary>Task&lt;T&gt;: a value.</summary>
    Value,
}

/// <summary>A method that can be called.</summary>
internal sealed class GrainMethod(IMethodSymbol symbol, Answer answer, TimeSpan? timeout, int overload)
{
    public IMethodSymbol Symbol { get; } = symbol;

    public Answer Answer { get; } = answer;

    public TimeSpan? Timeout { get; } = timeout;

    public bool IsOneWay { get; } = answer == Answer.None || Has(symbol, "OneWayAttribute");

    public bool TakesToken { get; } = symbol.Parameters.Length > 0 && IsToken(symbol.Parameters[symbol.Parameters.Length - 1]);

    /// <summary>
    /// Numbered among its overloads. Requests are known by this name on the wire, so that a method added elsewhere in the interface
    /// changes no other's.
    /// </summary>
    public string RequestName { get; } = $"{symbol.Name}_{overload}";

    public static Answer? AnswerOf(IMethodSymbol method) => method.ReturnType switch
    {
        { SpecialType: SpecialType.System_Void } => Answer.None,
        INamedTypeSymbol { Name: "Task", Arity: 0 } type when IsIn(type, "System.Threading.Tasks") => Answer.End,
        INamedTypeSymbol { Name: "Task", Arity: 1 } type when IsIn(type, "System.Threading.Tasks") => Answer.Value,
        _ => null,
    };

    public static bool IsToken(IParameterSymbol parameter) =>
        parameter.Type.Name == "CancellationToken" && IsIn(parameter.Type, "System.Threading");

    public static AttributeData? Attribute(IMethodSymbol method, string name) =>
        method.GetAttributes().FirstOrDefault(it => it.AttributeClass?.Name == name && IsIn(it.AttributeClass, "MiniVercel.Runtime"));

    public static bool Has(IMethodSymbol method, string attribute) => Attribute(method, attribute) is not null;

    private static bool IsIn(ITypeSymbol type, string name) => type.ContainingNamespace?.ToDisplayString() == name;
}
