namespace MiniVercel.Platform.Git;

/// <summary>A repository cannot be brought: the sentence is for whoever asked for it.</summary>
internal sealed class GitFailedException(string sentence) : Exception(sentence);
