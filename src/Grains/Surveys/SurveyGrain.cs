using MiniVercel.Placement;
using MiniVercel.Ports;

namespace MiniVercel.Surveys;

/// <summary>On a worker, because what is looked at was written by anybody.</summary>
/// <param name="surveyors">None where this silo is no worker.</param>
/// <param name="clock">For how long it looks.</param>
[PreferRole(SiloRole.Worker)]
public sealed class SurveyGrain(IEnumerable<ISurveyor> surveyors, TimeProvider clock) : Grain, ISurveyGrain
{
    /// <summary>Somebody sits before a form and waits.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(20);

    public async Task<Survey> Of(SurveyOrder order)
    {
        if (surveyors.FirstOrDefault() is not { } surveyor)
            return new Survey.NotNow("There is no worker at the moment.");

        using var limit = new CancellationTokenSource(AtMost, clock);
        try
        {
            return await surveyor.Look(order, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return new Survey.NotNow($"The sources were not there within {AtMost.TotalSeconds} seconds.");
        }
    }
}
