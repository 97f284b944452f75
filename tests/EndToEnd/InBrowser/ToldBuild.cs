using System.Diagnostics;
namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>A build that prints what the test tells it to, when it is told, and goes on when nothing more is said.</summary>
internal sealed class ToldBuild : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly StreamWriter _words;

    private ToldBuild(StreamWriter words) => _words = words;

    /// <summary>Sources of a site that says this and a variable of the project's, and of such a build.</summary>
    public static (string Path, string Content)[] Sources(string says) =>
    [
        ("page.txt", says),
        ("vercel.json", """{ "buildCommand": "sh build.sh", "outputDirectory": "out" }"""),
        ("build.sh", """
            mkfifo -m 666 words && cat words
            mkdir out && echo "<title>Shop</title><h1>$(cat page.txt)</h1><p>$GREETING</p>" > out/index.html

            """),
    ];

    /// <summary>Returns when the build listens.</summary>
    public static async Task<ToldBuild> Of(Installation installation, string build, int attempt = 1)
    {
        var pipe = Path.Combine(installation.WorkspaceOf(build, attempt), "words");
        for (var started = Stopwatch.GetTimestamp(); !File.Exists(pipe); await Task.Delay(20))
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{build} did not begin to listen.");
        // To open it is to wait for the other end.
        var stream = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)).WaitAsync(Patience);
        return new ToldBuild(new StreamWriter(stream) { AutoFlush = true });
    }

    public Task Say(string line) => _words.WriteAsync(line + "\n");

    public ValueTask DisposeAsync() => _words.DisposeAsync();
}
