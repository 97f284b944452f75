using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox.Limits;

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

    /// <summary>A socket in its network.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken);

    /// <summary>Where a command's processes listen.</summary>
    /// <param name="command">The process that runs it.</param>
    /// <param name="tree">That one and what came from it.</param>
    IReadOnlyList<IPEndPoint> Listening(int command, ProcessTree tree);
}
