namespace MiniVercel.Platform.Sandbox;

/// <summary>A box could not be set up; so what should have run in it has not run.</summary>
public sealed class BoxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
