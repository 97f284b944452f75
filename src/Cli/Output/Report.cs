using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniVercel.Client;
using Spectre.Console;

namespace MiniVercel.Cli;

/// <summary>Where what a verb has to say goes: the result to stdout, all that leads to it to stderr.</summary>
internal sealed class Report(Shell shell, bool json)
{
    // Wider than anything: a pipe has no edge to wrap at.
    private const int NoEdge = 10_000;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Say(string sentence) => shell.Error.WriteLine(TerminalText.Plain(sentence));

    /// <summary>Text that is the result as it is, for a file.</summary>
    public void Print(string text) => shell.Out.Write(text);

    public void Complain(string sentence) => new Complaint(shell).Tell(sentence);

    /// <summary>The one line that a script wants, or the document it is from. What failed has a document, but no line.</summary>
    public void Outcome<T>(string? line, T document, JsonTypeInfo<T> type)
    {
        if (json)
            shell.Out.WriteLine(Json(document, type));
        else if (line is not null)
            shell.Out.WriteLine(TerminalText.Plain(line));
    }

    public void Document<T>(T document, JsonTypeInfo<T> type, Func<Table> table)
    {
        if (json)
        {
            shell.Out.WriteLine(Json(document, type));
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(shell.Out),
            Ansi = shell.InkOnOut.Shows ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = shell.InkOnOut.Shows ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!shell.OutIsTerminal)
            console.Profile.Width = NoEdge;
        console.Write(table());
    }

    /// <summary>A line of a log that is being followed on the way to the result.</summary>
    public void Progress(LogLine line) => shell.Error.WriteLine(Format(line, shell.InkOnError));

    /// <summary>A line of a log that is the result.</summary>
    public void Line(LogLine line) =>
        shell.Out.WriteLine(json ? Json(line, ApiJson.Default.LogLine) : Format(line, shell.InkOnOut));

    private static string Format(LogLine line, Ink ink)
    {
        var text = ink.Shows ? TerminalText.Coloured(line.Text) : TerminalText.Plain(line.Text);
        return line.Step is null ? text : $"{ink.Dim(TerminalText.Plain(line.Step).PadRight(8))} {text}";
    }

    private static string Json<T>(T document, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            JsonSerializer.Serialize(writer, document, type);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
