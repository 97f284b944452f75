using System.Globalization;

namespace MiniVercel.Platform.Postgres;

/// <summary>What a server says of itself in postmaster.pid, as far as it has written it.</summary>
internal sealed record PostmasterFile(int Pid, string SocketFolder, string Status)
{
    public bool IsReady => Status == "ready";

    public static PostmasterFile? Read(string cluster)
    {
        try
        {
            return Parse(File.ReadAllText(Path.Combine(cluster, "postmaster.pid")));
        }
        catch (IOException)
        {
            return null; // Not there, or just being removed.
        }
    }

    public static PostmasterFile? Parse(string text)
    {
        var lines = text.Split('\n');
        return int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
            ? new PostmasterFile(pid, lines.ElementAtOrDefault(4)?.Trim() ?? "", lines.ElementAtOrDefault(7)?.Trim() ?? "")
            : null;
    }
}
