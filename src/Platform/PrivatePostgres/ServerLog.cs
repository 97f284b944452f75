namespace MiniVercel.Platform.Postgres;

/// <summary>What the server prints: its end goes into every failure's message, and it never fills the disk.</summary>
internal sealed class ServerLog(ClusterHome home)
{
    public const string File = "server.log";
    private const long Most = 16 * 1024 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    public async Task<string> Tail()
    {
        var result = await home.Run("tail", ["-c", "4000", "--", File], cancellationToken: CancellationToken.None);
        return result.Succeeded && result.Output.Length > 0
            ? $"The end of {Path.Combine(home.Folder, File)}:\n{result.Output}"
            : "The server has written no log.";
    }

    public async Task KeepSmall(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace);
        do
            await Turn(cancellationToken);
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>The server appends to its open file, so the file is emptied in place; one older part is kept.</summary>
    public async Task Turn(CancellationToken cancellationToken, long most = Most)
    {
        var log = new FileInfo(Path.Combine(home.Folder, File));
        if (!log.Exists || log.Length <= most)
            return;

        await home.Run("cp", ["--", File, File + ".1"], cancellationToken: cancellationToken);
        await home.Run("truncate", ["-s", "0", "--", File], cancellationToken: cancellationToken);
    }
}
