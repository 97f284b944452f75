namespace MiniVercel.Testing.Machine;

/// <summary>The browser of this machine, and what else a test in it needs.</summary>
public static class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Nothing where there is none.</summary>
    public static string? Program { get; } = Find();

    /// <summary>The dashboard as it was built last.</summary>
    public static string Dashboard { get; } = Path.Combine(Repository.Root, "artifacts", "web");

    /// <summary>Why nothing can be tried in it here; nothing where it can.</summary>
    public static string? Obstacle =>
        Program is null ? "Needs the program chromium; ./minivercel test installs it where apt-get can."
        : !File.Exists(Path.Combine(Dashboard, "index.html")) ? "The dashboard is not built; ./minivercel test builds it where there is npm."
        : MachineWalls.Obstacle;

    private static string? Find() => (
        from name in s_names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        let program = Path.Combine(folder, name)
        where File.Exists(program)
        select program).FirstOrDefault();
}
