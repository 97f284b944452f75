using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Gateway.Routing.Keeping;

/// <summary>
/// The routes that this gateway applied last, in its data folder: with them it serves sites before it has reached its database. They may
/// be old, as those of any gateway without a lease may.
/// </summary>
/// <param name="folder">Where it lies.</param>
/// <param name="nodeId">Whose routes they are.</param>
/// <param name="connectionString">Whose database they are from; of that only a hash is written down.</param>
public sealed class RouteFile(string folder, string nodeId, string connectionString)
{
    private const int Format = 1;
    private const long Largest = 256 << 20;

    private readonly string _path = Path.Combine(folder, "routes.json");
    private readonly string _origin = OriginOf(nodeId, connectionString);

    public void Write(RouteSnapshot snapshot) =>
        CheckedFile.Write(_path, new Kept(Format, _origin, snapshot), StateJson.Options);

    /// <summary>The routes, or why there are none to be had; neither where none were ever kept.</summary>
    public (RouteSnapshot? Snapshot, string? Complaint) Read()
    {
        if (!File.Exists(_path))
            return (null, null);
        try
        {
            return CheckedFile.Read<Kept>(_path, Largest, StateJson.Options) switch
            {
                null => (null, $"{_path} is damaged; it is left alone."),
                not { Format: Format, Snapshot.Sites: not null } => (null, $"{_path} is of another version; it is left alone."),
                var kept when kept.Origin != _origin => (null, $"{_path} is of another node or database; it is left alone."),
                var kept => (kept.Snapshot, null),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{_path} cannot be read ({e.Message}); it is left alone.");
        }
    }

    private static string OriginOf(string nodeId, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var text = $"{nodeId}\n{settings.Host}\n{settings.Port}\n{settings.Database}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private sealed record Kept(int Format, string Origin, RouteSnapshot Snapshot);
}
