using MiniVercel.Deployments;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Apps;

/// <summary>Why an app does not run, in a word and in a sentence.</summary>
internal sealed record AppFailure(DeploymentReason Reason, string Sentence)
{
    private const int MostCharacters = 4_000;

    /// <summary>With the last that the app has said, because that is where the cause is.</summary>
    public string WithTail(IReadOnlyList<string> tail)
    {
        var text = tail.Count == 0 ? Sentence : $"{Sentence} Its last words:\n{string.Join('\n', tail)}";
        return text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters - 1), "…");
    }

    public static string SentenceOf(BoxEnding ending) => ending switch
    {
        BoxEnding.Exited e => $"The app ended by itself with exit code {e.Code}.",
        BoxEnding.Signalled s => $"The app was ended by signal {s.Signal}.",
        BoxEnding.OutOfMemory m => $"The app took more memory than its {m.Limit >> 20} MB and was ended.",
        BoxEnding.DiskFull d => $"The app wrote more than its {d.Limit >> 20} MB and was ended.",
        BoxEnding.TooManyTasks t => $"The app started more than its {t.Limit} processes and threads and was ended.",
        _ => "The app was ended.",
    };
}
