namespace MiniVercel.Platform.Secrets;

public sealed class SecretKeyException(string message, Exception? inner = null) : Exception(message, inner);
