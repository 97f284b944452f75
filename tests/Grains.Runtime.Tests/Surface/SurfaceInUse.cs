using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniVercel.Runtime.Tests;

/// <summary>Reads our own source with the engine's assemblies at hand, and writes down each member of theirs that it names.</summary>
internal static class SurfaceInUse
{
    /// <summary>Where grains are written, spoken to and stored.</summary>
    private static readonly string[] Sources = ["src/Grains.Interfaces", "src/Grains", "src/Gateway/Live", "src/Platform/Storage"];

    private static readonly string[] Usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly SymbolDisplayFormat Signature = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static IReadOnlyList<string> Read(string root, IReadOnlyCollection<string> namespaces, Func<string, bool> isEngine)
    {
        var code = Sources.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file)).ToList();
        var usings = CSharpSyntaxTree.ParseText(string.Concat(Usings.Concat(namespaces).Select(n => $"global using {n};\n")));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("MiniVercel.", StringComparison.Ordinal) || isEngine(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("read", [usings, .. code], references);

        var lines = code.SelectMany(tree => UsedIn(tree, compilation.GetSemanticModel(tree)))
            .Where(symbol => symbol.ContainingAssembly is { } assembly && isEngine(assembly.Name))
            .Select(symbol => Line(symbol.OriginalDefinition));
        return [.. lines.Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<ISymbol> UsedIn(SyntaxTree tree, SemanticModel model)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is BaseTypeDeclarationSyntax declaration)
            {
                foreach (var symbol in Promised((INamedTypeSymbol)model.GetDeclaredSymbol(declaration)!)) yield return symbol;
            }
            else if (node is SimpleNameSyntax or AttributeSyntax or BaseObjectCreationExpressionSyntax
                && model.GetSymbolInfo(node).Symbol is { } used and not INamespaceSymbol and not IParameterSymbol and not ITypeParameterSymbol)
            {
                yield return used is IMethodSymbol { ReducedFrom: { } extension } ? extension : used;
            }
        }
    }

    /// <summary>What a type of ours takes upon itself: the members that it overrides, or that an interface demands of it.</summary>
    private static IEnumerable<ISymbol> Promised(INamedTypeSymbol type)
    {
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.OverriddenMethod is { } overridden) yield return overridden;
        }

        foreach (var member in type.Interfaces.SelectMany(it => it.GetMembers()))
        {
            if (member.IsAbstract) yield return member;
        }
    }

    private static string Line(ISymbol symbol) => symbol.ToDisplayString(Signature);
}
