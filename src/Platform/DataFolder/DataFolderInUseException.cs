namespace MiniVercel.Platform.DataFolders;

public sealed class DataFolderInUseException(string path, string? pid, Exception inner) : Exception(
    $"The data folder {path} is in use by another Mini Vercel{(pid is null ? "" : $" (process {pid})")}. " +
    "Stop that one first, or give this one a folder of its own with --data.",
    inner);
