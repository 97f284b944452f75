using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>A box in which commands run otherwise than they were meant to.</summary>
internal abstract class BoxAround(IBox box) : IBox
{
    public string? Cache => box.Cache;

    protected IBox Inner => box;

    public abstract Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken);

    public ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken) => box.OpenSocket(family, cancellationToken);

    public IReadOnlyList<IPEndPoint> Listening() => box.Listening();

    public void AskToEnd() => box.AskToEnd();

    public ValueTask DisposeAsync() => box.DisposeAsync();
}
