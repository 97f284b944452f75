namespace MiniVercel.Cli;

/// <summary>What the user gave cannot be used as it is. The message says what to give instead.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>All was understood and allowed, and yet it cannot be done.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);

/// <summary>There is a token, and this user or this server may not have it.</summary>
internal sealed class NotAllowedException(string message) : Exception(message);
