using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MiniVercel.Runtime.CodeGen;

namespace MiniVercel.Runtime.Tests;

public sealed class GrainProxyGeneratorTests
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("MVG001", "int Size { get; }")]
    [InlineData("MVG001", "event Action Rang;")]
    [InlineData("MVG002", "Task<T> Make<T>();")]
    [InlineData("MVG003", "Task Fill(ref int it);")]
    [InlineData("MVG003", "Task Fill(out int it);")]
    [InlineData("MVG003", "Task Fill(in int it);")]
    [InlineData("MVG003", "Task Fill(ReadOnlySpan<byte> it);")]
    [InlineData("MVG004", "void Go();")]
    [InlineData("MVG004", "int Go();")]
    [InlineData("MVG004", "ValueTask Go();")]
    [InlineData("MVG004", "ValueTask<int> Go();")]
    [InlineData("MVG006", "Task Go(CancellationToken token, int it);")]
    [InlineData("MVG009", "[OneWay] Task<int> Go();")]
    [InlineData("MVG010", "[ResponseTimeout(\"soon\")] Task Go();")]
    public void A_member_that_cannot_be_called_is_refused_where_it_is_written(string id, string member)
    {
        var problem = Assert.Single(Generate($"public interface IBad : IGrainWithStringKey {{ {member} }}").Diagnostics);

        Assert.Equal(id, problem.Id);
        Assert.Equal(DiagnosticSeverity.Error, problem.Severity);
        Assert.Contains("IBad.", problem.GetMessage(null), StringComparison.Ordinal);
        Assert.True(problem.Location.IsInSource);
    }

    [Theory]
    [InlineData("MVG005", "public interface IBad : IGrainObserver { Task<int> Go(); }")]
    [InlineData("MVG007", "public interface IBad<T> : IGrainWithStringKey { Task Go(T it); }")]
    [InlineData("MVG007", "public class Outer<T> { public interface IBad : IGrainWithStringKey { Task Go(T it); } }")]
    [InlineData("MVG008", "public class Outer { private interface IBad : IGrainWithStringKey { Task Go(); } }")]
    [InlineData("MVG008", "file interface IBad : IGrainWithStringKey { Task Go(); }")]
    [InlineData("MVG004", "public interface IBad : IGrainWithStringKey, IDisposable { Task Go(); }")]
    public void An_interface_that_cannot_be_called_is_refused(string id, string source) =>
        Assert.Equal(id, Assert.Single(Generate(source).Diagnostics).Id);

    [Theory]
    [InlineData("public interface IGood : IGrainWithStringKey { Task<Dictionary<string, int?[]>?> Go(List<(int A, string? B)>? it, int @class, CancellationToken ct = default); }")]
    [InlineData("namespace Deep.Er { public partial class Outer { public interface IGood : IGrainWithStringKey { Task Go(); Task Go(int it); } } }")]
    [InlineData("public interface IBase : IGrain { Task Go(); } public interface IGood : IBase, IGrainWithStringKey { Task Stop(); }")]
    [InlineData("public partial interface IGood : IGrainWithStringKey { Task Go(); } public partial interface IGood : IGrainWithStringKey { Task Stop(); }")]
    [InlineData("internal interface IGood : IGrainObserver { void Go(string InterfaceName, object target); Task Wait(CancellationToken token); }")]
    [InlineData("public interface IGood : IGrainWithStringKey { [OneWay] Task Go(); [ResponseTimeout(\"00:00:05\")] Task Wait(); static int Two => 2; }")]
    public void What_is_written_compiles(string source)
    {
        var result = Generate(source);

        Assert.Empty(result.Diagnostics);
        Assert.NotEmpty(result.GeneratedTrees);
    }

    [Fact]
    public void An_interface_that_is_no_grain_s_is_left_alone() =>
        Assert.Empty(Generate("public interface IOther : IDisposable { int Size { get; } }").GeneratedTrees);

    [Fact]
    public void An_edit_elsewhere_writes_nothing_anew()
    {
        var compilation = Compile("public interface IGood : IGrainWithStringKey { Task Go(); }");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new GrainProxyGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Elsewhere;")));

        var outputs = driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(it => it.Value).SelectMany(it => it.Outputs);
        Assert.All(outputs, it => Assert.True(it.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static GeneratorDriverRunResult Generate(string source)
    {
        var compilation = Compile(source);
        var driver = CSharpGeneratorDriver.Create(new GrainProxyGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var after, out _);
        var result = driver.GetRunResult();
        if (result.Diagnostics.IsEmpty) Assert.Empty(after.GetDiagnostics().Where(it => it.Severity >= DiagnosticSeverity.Warning));
        return result;
    }

    private static CSharpCompilation Compile(string source)
    {
        const string Usings = "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using MiniVercel.Runtime;";
        return CSharpCompilation.Create(
            "Sample", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(source, path: "Sample.cs")], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
