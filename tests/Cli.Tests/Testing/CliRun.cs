using System.Text.Json.Nodes;
using MiniVercel.Testing.Clocks;

namespace MiniVercel.Cli.Tests.Testing;

/// <summary>What a command left behind.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out)!;

    public static Task<CliRun> OnAsync(Platform platform, TemporaryFolder folder, params string[] args) =>
        OnAsync(platform.Server.Url, folder.Path, args);

    public static Task<CliRun> OnAsync(Uri server, string folder, params string[] args) =>
        OfAsync(new Invocation { WorkingFolder = folder, Variables = { ["MINIVERCEL_URL"] = server.AbsoluteUri } }, args);

    /// <summary>As somebody at a terminal, who types this where they are asked.</summary>
    public static Task<CliRun> TypedAsync(Platform platform, TemporaryFolder folder, string typed, params string[] args) => OfAsync(
        new Invocation { WorkingFolder = folder.Path, Typed = typed, Variables = { ["MINIVERCEL_URL"] = platform.Server.Url.AbsoluteUri } }, args);

    public static async Task<CliRun> OfAsync(Invocation invocation, params string[] args)
    {
        using StringWriter stdout = new(), stderr = new();
        var shell = new Shell
        {
            In = new StringReader(invocation.Typed ?? invocation.Piped ?? ""),
            Out = TextWriter.Synchronized(stdout),
            Error = TextWriter.Synchronized(stderr),
            InIsTerminal = invocation.Typed is not null,
            OutIsTerminal = invocation.Terminal,
            ErrorIsTerminal = invocation.Terminal,
            Variable = name => invocation.Variables.GetValueOrDefault(name),
            WorkingFolder = invocation.WorkingFolder,
            Browse = invocation.Opened.Add,
            Clock = invocation.Clock,
        };
        // A command that waits for what will not come fails its test, not the whole run.
        var code = await CliApp.RunAsync(args, shell, invocation.Interrupt).WaitAsync(TimeSpan.FromMinutes(1));
        return new CliRun(code, stdout.ToString(), stderr.ToString());
    }
}

/// <summary>The surroundings of a command.</summary>
internal sealed record Invocation
{
    public required string WorkingFolder { get; init; }
    public Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>What a person types; none where there is no terminal to type on.</summary>
    public string? Typed { get; init; }

    /// <summary>What another program writes to it.</summary>
    public string? Piped { get; init; }

    public bool Terminal { get; init; }

    /// <summary>The addresses that came to the browser.</summary>
    public List<Uri> Opened { get; } = [];

    public TimeProvider Clock { get; init; } = new InstantClock(TimeSpan.FromSeconds(8));

    public CancellationToken Interrupt { get; init; }
}
