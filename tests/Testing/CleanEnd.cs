using System.Reflection;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MiniVercel.Testing;

/// <summary>
/// Ends a suite by clearing away what its tests had in common. As a part of the run: once a run is over, its process is given no time.
/// </summary>
public sealed class CleanEnd(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution,
        ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            try
            {
                await TestPostgres.Stop();
            }
            finally
            {
                TemporaryFolder.ClearOwn();
                await base.BeforeTestAssemblyFinishedAsync();
            }
        }
    }
}
