using System.Globalization;
using MiniVercel.Builds;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>What a command's bad ending is called, and the sentence that helps with it.</summary>
internal static class CommandFailure
{
    private const int NotFound = 127;

    /// <param name="command">What was run.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="own">The reason where it is the command itself that failed.</param>
    public static BuildStepFailedException Of(PlannedCommand command, BoxEnding ending, BuildReason own) => ending switch
    {
        BoxEnding.Exited { Code: NotFound } => new(
            own, $"'{command}' ended with {NotFound}: a program that it calls does not exist. If a package has it, list that among the dependencies."),
        BoxEnding.Exited(var code) => new(own, $"'{command}' ended with {code}. The lines above say why."),
        BoxEnding.Signalled(var signal) => new(own, $"'{command}' was ended by signal {signal}: a program crashed. The lines above may say where."),
        BoxEnding.TimedOut(var after) => new(
            BuildReason.TimedOut,
            $"'{command}' was still running when the {Minutes(after)} were over that a build has for its commands, and was ended. A command that waits for input or keeps watching files never ends by itself."),
        BoxEnding.OutOfMemory(var limit) => new(
            BuildReason.OutOfMemory,
            $"'{command}' and what it had started took more than {Quantity.Bytes(limit)} of memory and was ended. Fewer workers at once need less."),
        BoxEnding.DiskFull(var limit) => new(
            BuildReason.DiskFull, $"'{command}' had no room left: a build may write {Quantity.Bytes(limit)}, packages and temporary files included."),
        BoxEnding.TooManyTasks(var limit) => new(
            own, $"'{command}' had more than {limit} processes and threads at once and was ended. Fewer workers at once need fewer."),
        _ => throw new ArgumentOutOfRangeException(nameof(ending), ending, "That is no failure of a command."),
    };

    private static string Minutes(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
