using MiniVercel.Platform.Sandbox.Egress;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>The namespaces that a box stands in, and its door.</summary>
internal interface IGround : IAsyncDisposable
{
    /// <summary>What a command line begins with that is to run there.</summary>
    IReadOnlyList<string> Enter { get; }

    /// <summary>Whether its user has no processes but the box's: the kernel counts by user.</summary>
    bool HasUserOfItsOwn { get; }

    /// <summary>Where a folder of the box is found there.</summary>
    string PathOf(BoxFolder folder);
}
