using System.Net;

namespace MiniVercel.Cli.Connection;

internal static class AccessToken
{
    /// <summary>
    /// What was said for this call, else for this shell, else the login at this server, else the admin token of this machine's own server.
    /// That last one opens everything, so it leaves for nowhere but this machine.
    /// </summary>
    public static string? Find(string? option, Shell shell, SavedLogins logins, DataFolder data, Uri server)
    {
        if (option is not null)
            return Checked(option, "--token");
        if (shell.Variable("MINIVERCEL_TOKEN") is { Length: > 0 } variable)
            return Checked(variable, "MINIVERCEL_TOKEN");
        return logins.Find(server) is { } login ? login : IsThisMachine(server) ? AdminToken(data) : null;
    }

    private static string? AdminToken(DataFolder data)
    {
        var file = Path.Combine(data.Path, "admin-token");
        try
        {
            return data.Read("admin-token") is { } token ? Checked(token, file) : null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new NotAllowedException($"The token in {file} belongs to another user. Give your own with --token or in MINIVERCEL_TOKEN.");
        }
    }

    private static bool IsThisMachine(Uri server) =>
        server.IdnHost == "localhost" || (IPAddress.TryParse(server.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    public static string Checked(string token, string from)
    {
        var line = token.Trim();
        return line.Length > 0 && line.All(c => c is > ' ' and <= '~')
            ? line
            : throw new UsageException($"What {from} holds is no token: a token is one word without spaces.");
    }
}
