namespace MiniVercel.Ports;

/// <summary>What a project keeps sealed. Unlike its builds, it leaves no tombstone: with the project it is gone.</summary>
public interface IProjectSecrets
{
    Task Forget(ProjectId project);
}
