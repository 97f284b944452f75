namespace MiniVercel.Cli;

/// <summary>All that a command gets from the process it runs in, so that a test can stand in for the process.</summary>
internal sealed record Shell
{
    public required TextReader In { get; init; }
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public bool InIsTerminal { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }
    public required Func<string, string?> Variable { get; init; }
    public required string WorkingFolder { get; init; }

    /// <summary>Opens an address in a browser, where there is one.</summary>
    public Action<Uri> Browse { get; init; } = static _ => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public static Shell OfThisProcess() => new()
    {
        In = Console.In,
        Out = Console.Out,
        Error = Console.Error,
        InIsTerminal = !Console.IsInputRedirected,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,
        WorkingFolder = Environment.CurrentDirectory,
        Browse = Browser.Open,
    };

    public Ink InkOnOut => new(OutIsTerminal && WantsColours);

    public Ink InkOnError => new(ErrorIsTerminal && WantsColours);

    // https://no-color.org: set and not empty, whatever its value.
    private bool WantsColours => string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";
}
