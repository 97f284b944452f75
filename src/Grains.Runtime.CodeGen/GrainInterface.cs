using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace MiniVercel.Runtime.CodeGen;

/// <summary>A grain or observer interface as the proxy needs it, with everything about it that cannot be called.</summary>
internal sealed class GrainInterface
{
    private GrainInterface(INamedTypeSymbol symbol) => Symbol = symbol;

    public INamedTypeSymbol Symbol { get; }

    public List<GrainMethod> Methods { get; } = [];

    public List<Diagnostic> Problems { get; } = [];

    public static GrainInterface Read(INamedTypeSymbol symbol, bool isObserver, Compilation compilation)
    {
        var it = new GrainInterface(symbol);
        if (symbol.IsGenericType) it.Report(GrainDiagnostics.GenericInterface, symbol);
        if (symbol.IsFileLocal || !compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly))
            it.Report(GrainDiagnostics.InaccessibleInterface, symbol);
        foreach (var member in symbol.AllInterfaces.Insert(0, symbol).SelectMany(type => type.GetMembers()))
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method) it.Add(method, isObserver);
            else if (member is IPropertySymbol or IEventSymbol && !member.IsStatic) it.Report(GrainDiagnostics.NotAMethod, member);
        }

        return it;
    }

    private void Add(IMethodSymbol method, bool isObserver)
    {
        var before = Problems.Count;
        var answer = GrainMethod.AnswerOf(method);
        if (method.IsGenericMethod) Report(GrainDiagnostics.GenericMethod, method);
        if (answer is null || (answer == Answer.None && !isObserver) || (answer == Answer.Value && isObserver))
            Report(isObserver ? GrainDiagnostics.ObserverReturnType : GrainDiagnostics.GrainReturnType, method);
        if (method.Parameters.Any(it => it.RefKind != RefKind.None || it.Type.IsRefLikeType || it.Type is IPointerTypeSymbol))
            Report(GrainDiagnostics.ByReference, method);
        if (method.Parameters.Take(method.Parameters.Length - 1).Any(GrainMethod.IsToken)) Report(GrainDiagnostics.TokenNotLast, method);
        if (answer == Answer.Value && GrainMethod.Has(method, "OneWayAttribute")) Report(GrainDiagnostics.OneWayWithValue, method);

        var timeout = GrainMethod.Attribute(method, "ResponseTimeoutAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;
        var parsed = TimeSpan.Zero;
        if (timeout is not null && (!TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out parsed) || parsed <= TimeSpan.Zero))
            Report(GrainDiagnostics.BadTimeout, method);
        if (Problems.Count != before) return;
        var overloads = Methods.Count(it => it.Symbol.Name == method.Name);
        Methods.Add(new GrainMethod(method, answer!.Value, timeout is null ? null : parsed, overloads));
    }

    // A member inherited from another project has no place in this one: the interface has.
    private void Report(DiagnosticDescriptor problem, ISymbol member)
    {
        var place = member.Locations.FirstOrDefault(it => it.IsInSource) ?? Symbol.Locations[0];
        Problems.Add(Diagnostic.Create(problem, place, member.ToDisplayString()));
    }
}
