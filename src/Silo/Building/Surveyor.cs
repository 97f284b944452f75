using MiniVercel.Builds;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Secrets;
using MiniVercel.Ports;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Serving;
using MiniVercel.Surveys;

namespace MiniVercel.Silo.Building;

/// <summary>Does the first two steps of a build, which run nothing of the project's, and says what the others would be.</summary>
public sealed class Surveyor(GitSource repositories, TravellingCredentials credentials, Workspaces workspaces) : ISurveyor, IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _free = new(AtOnce);

    public void Dispose() => _free.Dispose();

    public async Task<Survey> Look(SurveyOrder order, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(TimeSpan.Zero, cancellationToken))
            return new Survey.NotNow("Too many look at sources at the moment.");
        try
        {
            await using var workspace = await workspaces.OpenForALook();
            var commit = await BringInto(workspace.Path, order, cancellationToken);
            var plan = Detector.Detect(workspace.Path, order.Build);
            RuleCompiler.Check(plan.Root);
            return new Survey.Seen(
                plan.Preset, plan.Kind == SiteKind.Server, plan.Manager?.Program, plan.Install?.First.ToString(), plan.Build?.ToString(),
                plan.Outputs[0].Path, commit);
        }
        catch (BuildStepFailedException e)
        {
            return new Survey.Unfit(e.Reason, e.Message);
        }
        catch (SecretUnreadableException e)
        {
            return new Survey.Unfit(BuildReason.CloneFailed, $"Your credential cannot be used: {e.Message}");
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<BuildCommit?> BringInto(string folder, SurveyOrder order, CancellationToken cancellationToken)
    {
        if (order.Folder is { } files)
        {
            await SketchedFolder.LayOut(folder, files, cancellationToken);
            return null;
        }

        var key = order.Key is { } locked ? credentials.Open(order.Build.Team, locked) : null;
        return (await repositories.BringInto(folder, order.Build, order.Build.Git!, key, cancellationToken)).Commit;
    }
}
