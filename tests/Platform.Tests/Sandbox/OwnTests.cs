using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Runs tests one after the other in this very program: as who it is, and where it can be started again to hold a network.</summary>
internal static class OwnTests
{
    public const string Verb = "run-tests";

    public static async Task<int> Run(IEnumerable<string> names)
    {
        var (passed, failed) = (0, 0);
        foreach (var type in names.Select(name => Type.GetType(name, throwOnError: true)!))
        {
            foreach (var (method, values) in CasesOf(type))
            {
                var trouble = await TroubleWith(type, method, values);
                _ = trouble is null ? passed++ : failed++;
                Console.WriteLine($"{(trouble is null ? "passed" : "FAILED")} {method.Name}({string.Join(", ", values)}) {trouble}");
            }
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static IEnumerable<(MethodInfo Method, object[] Values)> CasesOf(Type type) =>
        from method in type.GetMethods()
        where method.GetCustomAttribute<FactAttribute>() is not null
        from values in method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method)).DefaultIfEmpty([])
        select (method, values);

    private static async Task<Exception?> TroubleWith(Type type, MethodInfo method, object[] values)
    {
        object[] given = type.GetConstructors()[0].GetParameters().Length == 0 ? [] : [new Report()];
        var test = (IAsyncLifetime)Activator.CreateInstance(type, given)!;
        try
        {
            await test.InitializeAsync();
            await (Task)method.Invoke(test, values)!;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            await test.DisposeAsync();
        }
    }

    private sealed class Report : ITestOutputHelper
    {
        public void WriteLine(string message) => Console.WriteLine(message);

        public void WriteLine(string format, params object[] args) => Console.WriteLine(format, args);
    }
}
