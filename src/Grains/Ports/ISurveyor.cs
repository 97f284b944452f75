using MiniVercel.Surveys;

namespace MiniVercel.Ports;

/// <summary>Brings sources to this worker, looks at them, and leaves nothing of them behind.</summary>
public interface ISurveyor
{
    Task<Survey> Look(SurveyOrder order, CancellationToken cancellationToken);
}
