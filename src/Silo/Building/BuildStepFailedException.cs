using MiniVercel.Builds;

namespace MiniVercel.Silo.Building;

/// <summary>Ends a build badly: with the word for it, and the sentence that goes into its log.</summary>
public sealed class BuildStepFailedException(BuildReason reason, string sentence) : Exception(sentence)
{
    public BuildReason Reason => reason;
}
