namespace MiniVercel.Platform.Sandbox;

/// <summary>A command, and the environment it sees beside the box's own.</summary>
public sealed record BoxCommand
{
    private BoxCommand(IReadOnlyList<string> arguments) => Arguments = arguments;

    /// <summary>The program and what it is given.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Where in the workspace it starts, as a relative path.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Folders in the workspace that programs are looked for in first, as relative paths.</summary>
    public IReadOnlyList<string> OwnPrograms { get; init; } = [];

    /// <summary>Folders among the box's tools that programs are looked for in, before those of the system.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public static BoxCommand Program(params IReadOnlyList<string> arguments) => arguments is [{ Length: > 0 }, ..]
        ? new BoxCommand(arguments)
        : throw new ArgumentException("A command has a program.", nameof(arguments));

    /// <summary>A line that a user wrote for a shell; the shell is one inside the box.</summary>
    public static BoxCommand Line(string line) => new(["/bin/sh", "-c", line]);
}
