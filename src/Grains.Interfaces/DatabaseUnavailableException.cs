namespace MiniVercel;

/// <summary>
/// The database did not answer within the time a caller can be made to wait. It stands beside the grains' interfaces, so
/// that it is still itself when it comes from another process.
/// </summary>
public sealed class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
