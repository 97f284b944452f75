namespace MiniVercel.Platform.Variables;

/// <summary>How a change of a project's variables ended. All that is not <see cref="Done"/> has changed nothing.</summary>
public abstract record VariableChange
{
    private VariableChange()
    {
    }

    public sealed record Done(IReadOnlyList<VariableId> Ids) : VariableChange;

    /// <summary>A target that it is to be for sees another value under this key already.</summary>
    public sealed record Taken(string Key, Targets Where) : VariableChange;

    public sealed record TooMany(int Count) : VariableChange;

    /// <summary>All keys and values together would have this many bytes.</summary>
    public sealed record TooLarge(long Bytes) : VariableChange;

    public sealed record NotFound : VariableChange;

    /// <summary>The key has two values, and nobody said which one is meant.</summary>
    public sealed record Ambiguous : VariableChange;

    /// <summary>It is not what the caller has seen any more.</summary>
    public sealed record Stale(long Version) : VariableChange;
}
