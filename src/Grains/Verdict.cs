namespace MiniVercel;

/// <summary>What a pure lifecycle says to an event.</summary>
public abstract record Verdict<TState>
{
    private Verdict()
    {
    }

    /// <summary>This is the state from now on.</summary>
    public sealed record Changed(TState Next) : Verdict<TState>;

    /// <summary>That was recorded already: the same words said twice.</summary>
    public sealed record Same : Verdict<TState>;

    /// <summary>That may not happen now, and this is why.</summary>
    public sealed record Refused(string Why) : Verdict<TState>;
}
