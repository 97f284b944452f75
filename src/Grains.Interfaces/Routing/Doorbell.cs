namespace MiniVercel.Routing;

/// <summary>What is worth looking at now, instead of within a second.</summary>
public enum Doorbell
{
    /// <summary>A build waits to be claimed.</summary>
    Builds,

    /// <summary>An activation waits to be claimed.</summary>
    Activations,

    /// <summary>An app waits to be started, or is not wanted any more.</summary>
    Apps,

    /// <summary>A Git host has told of something that is to be made true.</summary>
    Heads,

    /// <summary>The route clock rose.</summary>
    Routes,

    /// <summary>A gateway has applied a route clock.</summary>
    Applied,
}
