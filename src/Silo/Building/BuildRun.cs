using MiniVercel.Builds;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Variables;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Commands;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Packing;
using MiniVercel.Silo.Building.Serving;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Building;

/// <summary>
/// One attempt at a build, from the sources to an artifact with a host of its own. It may be cut off at any line: the
/// next attempt starts over, and finds the artifact done if it was.
/// </summary>
public sealed partial class BuildRun(
    IGrainFactory grains,
    Patience patience,
    Sources sources,
    Workspaces workspaces,
    BuildEnvironment environment,
    CommandRooms rooms,
    ArtifactContents contents,
    ArtifactStore artifacts,
    IRoutes routes,
    BuildLogStore logs,
    SiloIdentity silo,
    SeenFromOutside outside,
    IFailpoints failpoints,
    TimeProvider clock,
    ILogger<BuildRun> logger)
{
    public async Task RunBuild(BuildId id, int attempt, CancellationToken cancellationToken)
    {
        failpoints.Reach(Failpoint.BuildTaken);
        var build = grains.GetGrain<IBuildGrain>(id.Value);
        if (await patience.Ask(() => build.Start(attempt, silo.SiloId), cancellationToken) is not AttemptReply.Go go)
            return;

        LogStarted(id, go.Order.Project, attempt);
        failpoints.Reach(Failpoint.BuildClaimed);

        await using var log = await BuildLog.Open(id, attempt, logs, build, patience, clock, cancellationToken);
        await using var workspace = await workspaces.Open(id, attempt);
        await using var ours = StillOurs.Watch(
            token => patience.Ask(() => build.Start(attempt, silo.SiloId), token), clock, cancellationToken, log.Lost);
        try
        {
            var ending = await Try(new Attempt(id, attempt, build, patience, go.Order, go.ShortId, log, workspace, failpoints), ours.Token);
            await log.Finish();
            failpoints.Reach(Failpoint.BuildLogged);
            if (await patience.Ask(() => build.Finish(attempt, ending, log.LastSeq), cancellationToken) is AttemptReply.Stop stop)
                throw new OperationCanceledException(stop.Why);
            failpoints.Reach(Failpoint.BuildRecorded);
            LogEnded(id, ending);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotMine(id, attempt);
        }
    }

    private async Task<BuildEnding> Try(Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            if (attempt.Number > 1)
                await attempt.Log.Say($"The worker was lost; this is attempt {attempt.Number}.", cancellationToken);
            return await patience.Work(() => artifacts.Find(attempt.Build, cancellationToken), cancellationToken) is { } made
                ? await Adopt(attempt, made, cancellationToken)
                : await Make(attempt, cancellationToken);
        }
        catch (BuildStepFailedException e)
        {
            await attempt.Log.Say($"Failed: {e.Message}", cancellationToken);
            return new BuildEnding.Failed(e.Reason);
        }
        catch (BoxUnavailableException e)
        {
            LogBroken(e, attempt.Build);
            await attempt.Log.Say($"Failed: nothing of the project has run, because its box is not to be had. {e.Message}", cancellationToken);
            return new BuildEnding.Failed(BuildReason.SandboxUnavailable);
        }
        catch (IOException e) when (FullDisk.IsCauseOf(e))
        {
            LogBroken(e, attempt.Build);
            await attempt.Log.Say("Failed: the worker's disk is full. Nothing is wrong with the project.", cancellationToken);
            return new BuildEnding.Failed(BuildReason.DiskFull);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogBroken(e, attempt.Build);
            await attempt.Log.Say("Failed: something went wrong on the server; its log says more.", cancellationToken);
            return new BuildEnding.Failed(BuildReason.InternalError);
        }
    }

    /// <summary>The story: sources, what they are, what is made of them, and an artifact that stays what it is.</summary>
    private async Task<BuildEnding> Make(Attempt attempt, CancellationToken cancellationToken)
    {
        await attempt.Enter(BuildStep.Clone, cancellationToken);
        var given = await patience.Work(() => environment.For(attempt.Order, cancellationToken), cancellationToken);
        attempt.Log.Mask = new SecretMask(given.Values.Values);
        var brought = await patience.Work(() => sources.BringInto(attempt.Workspace.Path, attempt.Order, cancellationToken), cancellationToken);
        foreach (var sentence in brought.Sentences)
            await attempt.Log.Say(sentence, cancellationToken);
        if (brought.Commit is { } commit)
            await attempt.Record(commit, cancellationToken);
        failpoints.Reach(Failpoint.BuildCloned);

        await attempt.Enter(BuildStep.Detect, cancellationToken);
        var plan = Detector.Detect(attempt.Workspace.Path, attempt.Order);
        RuleCompiler.Check(plan.Root);
        foreach (var sentence in plan.Sentences)
            await attempt.Log.Say(sentence, cancellationToken);
        failpoints.Reach(Failpoint.BuildDetected);

        if ((plan.RunsCommands ? await RunCommands(attempt, plan, brought.Commit, given, cancellationToken) : BuildOutput.Find(plan)) is not { } output)
            return new BuildEnding.Skipped();
        await attempt.Log.Say(output.Sentence, cancellationToken);

        await attempt.Enter(BuildStep.Pack, cancellationToken);
        var known = await patience.Work(() => contents.Known(attempt.Order.Team, attempt.Order.Project, cancellationToken), cancellationToken);
        var shipment = Shipping.Of(plan, output);
        var rules = RuleCompiler.Compile(output.Root, SourceTree.At(shipment.Top ?? output.Folder));
        var packed = await Packer.Pack(shipment, attempt.Workspace.Packed, known, PackLimits.Usual, cancellationToken);
        packed = packed.With(rules);
        var manifest = packed.Manifest;
        await attempt.Log.Say($"Packed {Quantity.Files(manifest.FileCount)}, {Quantity.Bytes(manifest.Size)}.", cancellationToken);
        if (shipment.Server is { } server)
            await attempt.Log.Say($"The server is started by '{server.Start}', with {string.Join(", ", [$"Node {server.Node}", .. server.Managers.Select(m => $"{m}")])}; visitors are sent {Quantity.Files(manifest.Files.Count)} without it.", cancellationToken);
        failpoints.Reach(Failpoint.BuildPacked);

        await attempt.Enter(BuildStep.Upload, cancellationToken);
        using var tries = new UploadTries(sentence => attempt.Log.Say(sentence, cancellationToken), clock);
        var stored = await contents.Store(attempt.Order.Team, packed, patience, tries, cancellationToken);
        await attempt.Log.Say(stored == 0 ? "Every file was stored already." : $"Stored {Quantity.Files(stored)} anew.", cancellationToken);
        failpoints.Reach(Failpoint.BlobsStored);

        var label = HostLabels.OfBuild(attempt.Order.ProjectName, attempt.ShortId);
        var id = NewId.Of<ArtifactId>(clock);
        var committed = await patience.Work(
            () => artifacts.Commit(attempt.Build, attempt.Number, label, id, manifest, cancellationToken), cancellationToken);
        failpoints.Reach(Failpoint.ManifestCommitted);
        return committed switch
        {
            ArtifactCommit.Committed(var (artifact, announced)) => await Announce(attempt, artifact, announced, cancellationToken),
            ArtifactCommit.ContentsGone gone => throw new BuildStepFailedException(
                BuildReason.UploadFailed, $"{Quantity.Files(gone.Blobs.Count)} of the output are not stored any more: that took longer than a day. Deploy again."),
            _ => throw new OperationCanceledException("The build is no longer this attempt's."),
        };
    }

    /// <summary>What the project itself does, in a box that is gone when this returns. Nothing where it says that there is nothing to build.</summary>
    private async Task<BuildOutput?> RunCommands(
        Attempt attempt, BuildPlan plan, BuildCommit? commit, GivenVariables given, CancellationToken cancellationToken)
    {
        await Tell(attempt, given, cancellationToken);
        var previous = await patience.Work(() => environment.PreviousCommit(attempt.Build, cancellationToken), cancellationToken);
        var url = await UrlOf(attempt, cancellationToken);
        var platform = PlatformVariables.Of(attempt.Order, commit, previous, url);
        await using var commands = await rooms.Open(plan, attempt.Order, platform, given, attempt.Workspace, attempt.Log, cancellationToken);
        if (plan.Ignore is { } ignore && await commands.SayToSkip(ignore, cancellationToken))
        {
            await attempt.Log.Say($"Skipped: '{ignore}', the ignoreCommand of vercel.json, ended with 0. Anything else builds.", cancellationToken);
            return null;
        }

        if (plan.Install is { } install)
        {
            await attempt.Enter(BuildStep.Install, cancellationToken);
            await commands.Install(install, cancellationToken);
            failpoints.Reach(Failpoint.BuildInstalled);
        }

        if (plan.Build is { } build)
        {
            await attempt.Enter(BuildStep.Build, cancellationToken);
            await commands.Build(build, cancellationToken);
            failpoints.Reach(Failpoint.BuildBuilt);
        }

        var output = BuildOutput.Find(plan) with { Node = commands.Node, Managers = commands.Managers };
        if (plan.Install?.Production is { } production && Shipping.TakesPackages(plan, output))
            await commands.LeaveOutDevelopment(production, cancellationToken);
        return output;
    }

    /// <summary>What the commands are about to see, on record before they do.</summary>
    private async Task Tell(Attempt attempt, GivenVariables given, CancellationToken cancellationToken)
    {
        if (await patience.Ask(() => attempt.Grain.See(attempt.Number, given.Seen), cancellationToken) is AttemptReply.Stop stop)
            throw new OperationCanceledException(stop.Why);
        if (given.Seen.Keys.Length > 0)
            await attempt.Log.Say($"The commands are given {string.Join(", ", given.Seen.Keys)} (fingerprint {given.Seen.Fingerprint}).", cancellationToken);
    }

    private async Task<BuildEnding> Adopt(Attempt attempt, CommittedArtifact made, CancellationToken cancellationToken)
    {
        await attempt.Enter(BuildStep.Upload, cancellationToken);
        await attempt.Log.Say("The artifact was finished by the attempt before.", cancellationToken);
        return await Announce(attempt, made.Artifact, made.Clock, cancellationToken);
    }

    /// <summary>A build is a success when its host answers everywhere, not sooner.</summary>
    private async Task<BuildEnding> Announce(Attempt attempt, ArtifactId artifact, RouteClock announced, CancellationToken cancellationToken)
    {
        await patience.Work(() => routes.Publish(announced, cancellationToken), cancellationToken);
        failpoints.Reach(Failpoint.BuildAnnounced);
        await attempt.Log.Say($"Ready: {await UrlOf(attempt, cancellationToken)}", cancellationToken);
        return new BuildEnding.Succeeded(artifact);
    }

    /// <summary>Where the build answers, as it is seen from outside.</summary>
    private Task<string> UrlOf(Attempt attempt, CancellationToken cancellationToken) => patience.Work(
        () => outside.LabelUrl(HostLabels.OfBuild(attempt.Order.ProjectName, attempt.ShortId), cancellationToken), cancellationToken);

    /// <summary>What one attempt works with.</summary>
    private sealed record Attempt(
        BuildId Build, int Number, IBuildGrain Grain, Patience Patience, BuildOrder Order, string ShortId, BuildLog Log,
        Workspace Workspace, IFailpoints Failpoints)
    {
        public async Task Enter(BuildStep step, CancellationToken cancellationToken)
        {
            var (before, entered) = Failpoint.Of(step);
            Failpoints.Reach(before);
            if (await Patience.Ask(() => Grain.EnterStep(Number, step), cancellationToken) is AttemptReply.Stop stop)
                throw new OperationCanceledException(stop.Why);
            Failpoints.Reach(entered);
            Log.Step = step;
        }

        public async Task Record(BuildCommit commit, CancellationToken cancellationToken)
        {
            if (await Patience.Ask(() => Grain.Record(Number, commit), cancellationToken) is AttemptReply.Stop stop)
                throw new OperationCanceledException(stop.Why);
        }
    }
}
