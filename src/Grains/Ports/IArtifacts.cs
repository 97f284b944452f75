namespace MiniVercel.Ports;

/// <summary>The artifact of a build on this engine.</summary>
public interface IArtifacts
{
    /// <summary>Lays the files out under the project's deployments, every byte hashed again on the way.</summary>
    /// <exception cref="ArtifactDamagedException">They are not all there, or not what they were.</exception>
    /// <exception cref="ServerNotHostedException">Files are not all that it takes to answer.</exception>
    Task Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken);

    /// <summary>Lets the project's `current` link follow the committed route, whatever that is by now.</summary>
    Task LinkCurrent(ProjectId project, CancellationToken cancellationToken);
}

/// <summary>A file of an artifact is missing or is not what its hash says.</summary>
public sealed class ArtifactDamagedException(string message) : Exception(message);

/// <summary>The artifact answers by a program of its own, and nothing here runs those.</summary>
public sealed class ServerNotHostedException(string message) : Exception(message);
