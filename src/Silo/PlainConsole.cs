using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MiniVercel.Silo;

/// <summary>A log that is read by people: a time, a sentence, and who said it where something is wrong.</summary>
internal sealed class PlainConsole() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter output)
    {
        output.Write(DateTime.UtcNow.ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture));
        if (entry.LogLevel >= LogLevel.Warning)
            output.Write($" {entry.LogLevel.ToString().ToUpperInvariant()} {entry.Category}:");
        output.Write(' ');
        output.WriteLine(entry.Formatter(entry.State, entry.Exception));
        if (entry.Exception is not null)
            output.WriteLine(entry.Exception);
    }
}
