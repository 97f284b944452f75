namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>A folder that a box sees.</summary>
/// <param name="Name">Its name among the box's folders.</param>
/// <param name="Outside">Where it lies.</param>
/// <param name="Inside">Where the box finds it.</param>
/// <param name="Writable">Whether the box may write to it.</param>
internal sealed record BoxFolder(string Name, string Outside, string Inside, bool Writable);
