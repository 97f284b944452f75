namespace MiniVercel.Platform.Postgres;

/// <summary>PostgreSQL's programs are not on this machine; the message says what installs them.</summary>
public sealed class PostgresMissingException(string message) : Exception(message);

/// <summary>PostgreSQL is there but did not do what it was asked; the message ends with the end of its log.</summary>
public sealed class PostgresFailedException(string message, Exception? inner = null) : Exception(message, inner);
