namespace MiniVercel.Client;

/// <summary>Whose a project is to be from now on.</summary>
public sealed record ProjectTransfer
{
    public required string TeamId { get; init; }
}
