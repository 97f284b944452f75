namespace MiniVercel.Gateway.Api.Surveys;

/// <param name="Beginning">How it begins, where that may say something of the whole: all of a package.json, the first lines of a lock file.</param>
internal sealed record SketchedFileBody(string Path, string? Beginning = null);

/// <summary>A folder that has not been sent.</summary>
internal sealed record SurveyBody(IReadOnlyList<SketchedFileBody> Files, string? RootDirectory = null);
