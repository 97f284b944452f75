namespace MiniVercel.Ports;

/// <summary>The artifact of a build on this engine.</summary>
public interface IArtifacts
{
    /// <summary>Lays the files out under the project's deployments, every byte hashed again on the way.</summary>
    /// <exception cref="ArtifactDamagedException">They are not all there, or not what they were.</exception>
    /// <returns>Whether it takes an app to answer for it.</returns>
    Task<bool> Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken);

    /// <summary>Lets the project's `current` link follow the committed route, whatever that is by now.</summary>
    Task LinkCurrent(ProjectId project, CancellationToken cancellationToken);
}

/// <summary>A file of an artifact is missing or is not what its hash says.</summary>
public sealed class ArtifactDamagedException(string message) : Exception(message);

/// <summary>The machine has no room left for what was to be laid out.</summary>
public sealed class NoRoomException(string message, Exception cause) : Exception(message, cause);
