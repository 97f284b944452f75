using System.Collections.Immutable;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Surveys;

namespace MiniVercel.Gateway.Api.Surveys;

/// <summary>Reads what somebody tells of a folder: the names of all files, and how those begin that say how it is built.</summary>
internal static class SketchInput
{
    public const int MostFiles = 5_000;
    public const int MostBeginnings = 200;
    public const int LongestBeginning = 256 << 10;
    public const long LargestSketch = 4L << 20;

    public static ImmutableList<SketchedFile> Read(Fields fields)
    {
        var entries = fields.Objects("files", atLeast: 1, atMost: MostFiles);
        var files = entries.Select(entry => new SketchedFile(
            entry.Text("path", "", Rules.RelativePath, required: true) ?? "",
            entry.Text("beginning", null, Beginning))).ToImmutableList();
        fields.ThrowIfRefused();
        FolderPaths.RefuseClashes(entries, files.ConvertAll(file => file.Path));
        if (files.Count(file => file.Beginning is not null) > MostBeginnings)
            fields.Refuse("files", $"At most {MostBeginnings} of them may come with their beginning.");
        fields.ThrowIfRefused();
        return files;
    }

    private static string? Beginning(string text) =>
        text.Length > LongestBeginning ? $"It must not be longer than {LongestBeginning} characters." : null;
}
