namespace MiniVercel.Platform.Nodes;

/// <summary>Marks a connection that a node of this cluster made, and proved it.</summary>
public sealed class NodeConnection
{
    public static readonly NodeConnection Instance = new();
}
