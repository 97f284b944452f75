namespace MiniVercel.Platform.Secrets;

public sealed class SecretUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
