namespace MiniVercel.Platform.Patterns;

/// <summary>A pattern that is not understood; the message is a sentence for whoever wrote it.</summary>
public sealed class PatternException(string message) : Exception(message);
