namespace MiniVercel.Platform.DataFolders;

public sealed class DataFolderUnusableException(string path, Exception inner) : Exception(
    $"The data folder {path} cannot be used: {inner.Message.TrimEnd('.')}. Make it writable for this user, or choose another one with --data.",
    inner);
