using System.Net;

namespace MiniVercel.Platform.Network;

/// <summary>Finds the addresses of a name. Replaced by tests, whose names lead where no public name may.</summary>
public interface IHostResolver
{
    /// <summary>None, where the name is not known.</summary>
    Task<IReadOnlyList<IPAddress>> Find(string host, CancellationToken cancellationToken);
}
