using System.Collections.Immutable;
using MiniVercel.Builds;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Variables;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>The commands of one attempt's plan, in a box around its workspace.</summary>
public sealed class BoxedCommands : IAsyncDisposable
{
    private readonly BuildPlan _plan;
    private readonly IBox _box;
    private readonly Toolchain? _tools;
    private readonly Cache? _cache;
    private readonly InstalledPackages? _packages;
    private readonly FrameworkCaches _frameworks;
    private readonly IReadOnlyDictionary<string, string> _platform;
    private readonly GivenVariables _given;
    private readonly BuildLog _log;
    private readonly CommandOutput _output;

    internal BoxedCommands(
        BuildPlan plan, IBox box, Toolchain? tools, Cache? cache, InstalledPackages? packages, IReadOnlyDictionary<string, string> platform,
        GivenVariables given, BuildLog log)
    {
        (_plan, _box, _tools, _cache, _packages, _platform, _given, _log) = (plan, box, tools, cache, packages, platform, given, log);
        _frameworks = FrameworkCaches.Of(plan);
        _output = new CommandOutput(log);
    }

    /// <summary>Whether the project's own command says that there is nothing to build: by ending well.</summary>
    public async Task<bool> SayToSkip(PlannedCommand ignore, CancellationToken cancellationToken)
    {
        var ending = await Run(ignore, _plan.Root.Place, cancellationToken);
        return ending is BoxEnding.Exited or BoxEnding.Signalled
            ? ending is BoxEnding.Exited { Code: 0 }
            : throw CommandFailure.Of(ignore, ending, BuildReason.BuildFailed);
    }

    /// <summary>What an earlier build has installed is completed; what comes of an install is kept for the next one.</summary>
    public async Task Install(InstallPlan install, CancellationToken cancellationToken)
    {
        if (_packages is { WereBrought: true } && await CompleteInstalled(install, cancellationToken))
            return;

        await InstallAnew(install, cancellationToken);
        if (_cache is not null)
            _cache.HasGrown = true;
        if (_packages is not null && await HomeIsEmpty(cancellationToken))
            await _packages.Keep();
    }

    private async Task<bool> CompleteInstalled(InstallPlan install, CancellationToken cancellationToken)
    {
        await _log.Say("The packages are those of an earlier build with the same lockfile.", cancellationToken);
        if (await Run(install.Again!, install.Folder, cancellationToken) is BoxEnding.Exited { Code: 0 })
            return true;

        await _log.Say("They did not do. Installing anew.", cancellationToken);
        await _packages!.Discard();
        return false;
    }

    /// <summary>Once more where a lockfile that was made on another machine is all that is wrong.</summary>
    private async Task InstallAnew(InstallPlan install, CancellationToken cancellationToken)
    {
        var ending = await Run(install.First, install.Folder, cancellationToken);
        if (install.Second is { } second && ending is BoxEnding.Exited { Code: not 0 } && PlatformPackages.AreAllThatIsMissing(_output.Last))
        {
            await _log.Say(install.WhyAgain, cancellationToken);
            Judge(second, await Run(second, install.Folder, cancellationToken), BuildReason.InstallFailed);
        }
        else
        {
            Judge(install.First, ending, BuildReason.InstallFailed);
        }
    }

    /// <summary>Packages whose scripts put something there (a browser, a compiler) would lack it when they are brought again.</summary>
    private async Task<bool> HomeIsEmpty(CancellationToken cancellationToken) =>
        await _box.Run(BoxCommand.Line("""test -z "$(find "$HOME" -type f -print -quit)" """), _output, cancellationToken) is BoxEnding.Exited { Code: 0 };

    /// <summary>With what the framework has kept of an earlier build, which is kept again when this one has ended well.</summary>
    public async Task Build(PlannedCommand build, CancellationToken cancellationToken)
    {
        if (_box.Cache is { } kept && await _box.Run(_frameworks.Bring(kept), _output, cancellationToken) is BoxEnding.Exited { Code: 0 })
            await _log.Say($"{_plan.Preset} finds its cache of an earlier build.", cancellationToken);

        Judge(build, await Run(build, _plan.Root.Place, cancellationToken), BuildReason.BuildFailed);

        if (_cache is not null && _box.Cache is { } cache)
        {
            await _box.Run(_frameworks.Keep(cache), _output, cancellationToken);
            _cache.HasGrown = true;
        }
    }

    /// <summary>The version that the commands run with.</summary>
    public string? Node => _tools?.Node;

    /// <summary>Those that are at hand, in the versions that they have.</summary>
    public ImmutableArray<PackageManager> Managers => _tools?.Managers ?? [];

    /// <summary>What a server runs with, and no more. Where that cannot be told, it runs with what it was built with.</summary>
    public async Task LeaveOutDevelopment(PlannedCommand production, CancellationToken cancellationToken)
    {
        if (await Run(production, _plan.PackagesIn, cancellationToken) is not BoxEnding.Exited { Code: 0 })
            await _log.Say("The packages for development could not be taken out; they stay.", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _output.Dispose();
        if (_cache is not null)
            await _cache.DisposeAsync();
        _tools?.Dispose();
    }

    private static void Judge(PlannedCommand command, BoxEnding ending, BuildReason own)
    {
        if (ending is not BoxEnding.Exited { Code: 0 })
            throw CommandFailure.Of(command, ending, own);
    }

    private async Task<BoxEnding> Run(PlannedCommand planned, string folder, CancellationToken cancellationToken)
    {
        await _log.Say($"$ {planned}", cancellationToken);
        _output.Begin();
        var command = BoxCommand.Program(planned.Arguments) with { Folder = folder, Programs = _tools?.Programs ?? [], Environment = Variables() };
        var ending = await _box.Run(command, _output, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await _output.End(cancellationToken);
        return ending;
    }

    /// <summary>What the project is given stands last: a name that it shares with the tools is one that the operator has freed.</summary>
    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(_tools?.Environment(_box.Cache) ?? new Dictionary<string, string>());
        foreach (var (name, value) in _platform.Concat(_plan.Variables))
            variables[name] = value;
        foreach (var (name, value) in _given.Values)
            variables[name] = value;
        return variables;
    }
}
