using System.Diagnostics;
using System.Text;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>A test with boxes as this machine gives them, and a workspace.</summary>
public abstract class BoxTest : IAsyncLifetime
{
    private static readonly Lazy<Task<Boxes>> OfMachine = new(() => Ask(BoxChoice.Auto, Registries.Usual));

    protected string Folder { get; } = TemporaryFolder.Create("box");

    protected string Workspace => Path.Combine(Folder, "workspace");

    protected Boxes Boxes { get; set; } = null!;

    protected Printed Output { get; } = new();

    public virtual async Task InitializeAsync()
    {
        Directory.CreateDirectory(Workspace, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Boxes = await OfMachine.Value;
    }

    public virtual Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    protected static Task<Boxes> Ask(BoxChoice choice, params IReadOnlyList<Uri> registries) => Boxes.AskMachine(
        TemporaryFolder.Create("boxes"), choice, new Registries(registries, TimeProvider.System), TimeProvider.System, CancellationToken.None);

    protected Task<IBox> Open(BoxLimits? limits = null) =>
        Boxes.Open(new BoxPlan(Workspace) { Limits = limits ?? new BoxLimits { Time = TimeSpan.FromMinutes(1) } }, CancellationToken.None);

    /// <summary>Runs a line of shell in a box of its own.</summary>
    protected async Task<BoxEnding> Inside(string line, BoxLimits? limits = null, CancellationToken cancellationToken = default)
    {
        await using var box = await Open(limits);
        return await box.Run(BoxCommand.Line(line), Output, cancellationToken);
    }

    /// <summary>Runs the same line outside: as a user that is nobody here, or as ourselves.</summary>
    protected static async Task<(int Code, string Output)> Outside(string line, bool asOurselves = false)
    {
        string[] asNobody = Environment.IsPrivilegedProcess && !asOurselves ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        string[] all = [.. asNobody, "/bin/sh", "-c", line];
        using var process = Process.Start(new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, output + await errors);
    }

    protected static readonly BoxEnding Well = new BoxEnding.Exited(0);
}

/// <summary>Keeps what a command printed.</summary>
public sealed class Printed : IBoxOutput
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_text)
            _text.Append(Encoding.UTF8.GetString(bytes.Span));
        return ValueTask.CompletedTask;
    }
}
