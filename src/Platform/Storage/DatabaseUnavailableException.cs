namespace MiniVercel.Platform.Storage;

/// <summary>The database did not answer within the time a caller can be made to wait.</summary>
public sealed class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
