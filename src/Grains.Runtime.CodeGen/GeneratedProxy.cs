using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace MiniVercel.Runtime.CodeGen;

/// <summary>
/// What the generator has to say about one interface: a source file, or what is wrong. Comparable, so that an unchanged one is
/// not written again.
/// </summary>
internal sealed class GeneratedProxy : IEquatable<GeneratedProxy>
{
    private GeneratedProxy(string fileName, string? source, IReadOnlyList<Diagnostic> diagnostics)
    {
        FileName = fileName;
        Source = source;
        Diagnostics = diagnostics;
    }

    public string FileName { get; }

    public string? Source { get; }

    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Null when the interface is neither a grain's nor an observer's.</summary>
    public static GeneratedProxy? For(INamedTypeSymbol symbol, Compilation compilation)
    {
        var isObserver = Derives(symbol, "IGrainObserver");
        if (!isObserver && !Derives(symbol, "IGrain")) return null;

        var checkedInterface = GrainInterface.Read(symbol, isObserver, compilation);
        var fileName = symbol.ToDisplayString().Replace('<', '_').Replace('>', '_').Replace(", ", "_") + ".g.cs";
        var source = checkedInterface.Problems.Count == 0 ? ProxyWriter.Write(checkedInterface) : null;
        return new GeneratedProxy(fileName, source, checkedInterface.Problems);
    }

    public bool Equals(GeneratedProxy? other) =>
        other is not null && FileName == other.FileName && Source == other.Source && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as GeneratedProxy);

    public override int GetHashCode() => FileName.GetHashCode();

    private static bool Derives(INamedTypeSymbol symbol, string marker) =>
        symbol.AllInterfaces.Any(it => it.Name == marker && it.ContainingNamespace.ToDisplayString() == "MiniVercel.Runtime");
}
