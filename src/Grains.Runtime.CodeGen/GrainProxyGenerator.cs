using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniVercel.Runtime.CodeGen;

/// <summary>Writes a proxy, and a request class per method, for every grain and observer interface of a project.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainProxyGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var proxies = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (syntax, token) =>
                {
                    // A partial interface is declared several times and written once, for its first declaration that names a base.
                    var declaration = (InterfaceDeclarationSyntax)syntax.Node;
                    if (syntax.SemanticModel.GetDeclaredSymbol(declaration, token) is not INamedTypeSymbol symbol) return null;
                    var first = symbol.DeclaringSyntaxReferences.Select(it => (InterfaceDeclarationSyntax)it.GetSyntax(token))
                        .First(it => it.BaseList is not null);
                    return first == declaration ? GeneratedProxy.For(symbol, syntax.SemanticModel.Compilation) : null;
                })
            .Where(static proxy => proxy is not null);

        context.RegisterSourceOutput(proxies, static (output, proxy) =>
        {
            foreach (var diagnostic in proxy!.Diagnostics) output.ReportDiagnostic(diagnostic);
            if (proxy.Source is not null) output.AddSource(proxy.FileName, proxy.Source);
        });
    }
}
