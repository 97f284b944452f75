using MiniVercel.Builds;

namespace MiniVercel.Surveys;

/// <summary>Looks at sources before there is a project of them, for one team and for one caller at a time. It keeps nothing.</summary>
public interface ISurveyGrain : IGrainWithStringKey
{
    Task<Survey> Of(SurveyOrder order);
}

/// <summary>What a build would make of the sources, as far as looking at them tells it.</summary>
[GenerateSerializer, Immutable]
public abstract record Survey
{
    private Survey()
    {
    }

    /// <param name="Preset">By which they would be built.</param>
    /// <param name="IsServer">A program would answer for them, and not files.</param>
    /// <param name="Manager">What installs their packages, where they have any.</param>
    /// <param name="Install">How the packages would come.</param>
    /// <param name="Build">What would be run.</param>
    /// <param name="Output">Where the result would be looked for first.</param>
    /// <param name="Commit">Which state of the repository was looked at, where it is one.</param>
    [GenerateSerializer, Immutable]
    public sealed record Seen(
        string Preset, bool IsServer, string? Manager, string? Install, string? Build, string Output, BuildCommit? Commit) : Survey;

    /// <summary>There is nothing of it that could be built.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Unfit(BuildReason Reason, string Why) : Survey;

    /// <summary>Too much is being looked at, or nobody is there to look.</summary>
    [GenerateSerializer, Immutable]
    public sealed record NotNow(string Why) : Survey;
}
