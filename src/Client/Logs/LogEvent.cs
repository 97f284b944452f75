namespace MiniVercel.Client;

/// <summary>What a followed log says next: a line, or that there will be no more.</summary>
public abstract record LogEvent
{
    private LogEvent()
    {
    }

    public sealed record Line(LogLine Written) : LogEvent;

    public sealed record Ended : LogEvent;
}
