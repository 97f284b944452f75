namespace MiniVercel.Platform.Domains;

/// <summary>Whether the token of a claim is shown in the DNS.</summary>
public enum Proof
{
    Shown,
    NotShown,

    /// <summary>Nobody could say, which is no sign of anything.</summary>
    Unknown,
}

/// <summary>What one look at a custom domain has found.</summary>
/// <param name="LeadsTo">The names and addresses that it leads to; nothing where nobody could say.</param>
/// <param name="Trouble">Why nobody could, as the end of a sentence.</param>
public sealed record DomainLook(Proof Proof, IReadOnlyList<string>? LeadsTo, string? Trouble);
