namespace MiniVercel.Platform.Sandbox;

/// <summary>What separates a box from the machine.</summary>
public enum BoxLevel
{
    /// <summary>Nothing can, and so no box opens.</summary>
    None,

    /// <summary>A process with limits and nothing of our environment, but with the files and the network of this one. Only an operator chooses it.</summary>
    Process,

    /// <summary>Namespaces made without root: the box's user outside is this process's own.</summary>
    UserNamespaces,

    /// <summary>Namespaces made by root, a user of its own for every box.</summary>
    Bubblewrap,
}

/// <param name="Level">How strong they are.</param>
/// <param name="Why">Why they are not stronger, and what to do about it; empty for the strongest.</param>
public sealed record Walls(BoxLevel Level, string Why)
{
    public string Word => Level switch
    {
        BoxLevel.Bubblewrap => "bubblewrap",
        BoxLevel.UserNamespaces => "user-namespaces",
        BoxLevel.Process => "process",
        _ => "none",
    };
}
