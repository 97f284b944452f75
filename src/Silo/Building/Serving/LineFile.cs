using System.Text;
using MiniVercel.Builds;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>A line of a file that a person wrote, without its comment.</summary>
/// <param name="Text">With the blanks at its beginning, which mean something in some files.</param>
internal readonly record struct FileLine(string File, int Number, string Text)
{
    public BuildStepFailedException Wrong(string why) => new(BuildReason.ConfigInvalid, $"{File}, line {Number}: {why}");
}

/// <summary>A small text file by its lines.</summary>
internal static class LineFile
{
    /// <summary>The lines that say something; none where there is no such file.</summary>
    public static IEnumerable<FileLine> Read(SourceTree folder, string name)
    {
        if (folder.Read(name, RuleLimits.MostBytes) is not { } bytes)
            yield break;
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n'))
        {
            var read = new FileLine(name, ++number, line.TrimEnd());
            if (read.Text.Length > RuleLimits.LongestLine)
                throw read.Wrong($"it is longer than {RuleLimits.LongestLine} characters.");
            if (read.Text.Length > 0 && read.Text.AsSpan().TrimStart() is not ['#', ..])
                yield return read;
        }
    }
}
