using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Platform.Sandbox;

/// <summary>Where commands of users run. What a box cannot be, it is not replaced by something weaker: opening it fails.</summary>
public interface IBoxes
{
    /// <summary>How strong the walls are on this machine, with what there is to say about it.</summary>
    Walls Walls { get; }

    /// <summary>A box around a workspace, to run one command after the other in.</summary>
    /// <exception cref="BoxUnavailableException">It cannot be set up.</exception>
    Task<IBox> Open(BoxPlan plan, CancellationToken cancellationToken);
}

/// <summary>One box. Disposed, nothing of it is left: no process, no mount, no namespace, no file but the workspace's.</summary>
public interface IBox : IAsyncDisposable
{
    /// <summary>Where commands find the folder that is kept, if there is one.</summary>
    string? Cache { get; }

    /// <summary>
    /// Runs a command to its end and says how that was. Whatever it has started is gone when this returns. A token that is
    /// cancelled ends it within two seconds, and that is an ending like any other.
    /// </summary>
    /// <exception cref="BoxUnavailableException">The walls could not be put up, and nothing was run.</exception>
    Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken);

    /// <summary>A TCP socket in the box's own network, not connected yet; the caller owns it. Without walls it is an ordinary one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken);

    /// <summary>Where processes of the command that runs now listen: only sockets that a process of its own tree holds open count, never our door's.</summary>
    IReadOnlyList<IPEndPoint> Listening();

    /// <summary>
    /// Asks the command that runs to end (SIGTERM, to the command itself; of a line, to what the shell waits for, since its end would be the
    /// end of everything). <see cref="Run"/> returns when it has. Nothing where none runs.
    /// </summary>
    void AskToEnd();
}

/// <summary>Takes what a command prints. Nothing more is read until a call has returned, so the command waits for its reader.</summary>
public interface IBoxOutput
{
    /// <param name="stream">Which of the two it came out of; calls for both may overlap.</param>
    /// <param name="bytes">A piece, cut anywhere; valid until the call returns.</param>
    /// <param name="cancellationToken">Ends when the command is being ended and nobody should be waited for.</param>
    ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}

public enum BoxStream
{
    Out,
    Error,
}
