using System.Diagnostics;
using System.Text.Json;
using MiniVercel.Builds;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Silo.Building.Tools;

/// <summary>
/// Programs out of npm packages, brought once per machine and shared by all builds. npm compares what it downloads with the hash that its
/// registry names, none of a package's scripts is run, and a package appears on the shelf by rename, whole or not at all.
/// </summary>
public sealed class ProgramShelf(string folder) : IDisposable
{
    private const string LeaseFile = "lease";
    private const string DraftMark = ".new.";
    private const int MostPrograms = 16;
    private const long MostBytesInAFile = 400_000_000;
    private const int MostTries = 5;

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DownloadPatience = TimeSpan.FromMinutes(5);

    /// <summary>Where nobody answers there is something else to go by, and npm would try for half a minute.</summary>
    private static readonly string[] Impatiently = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=1000"];

    /// <summary>Where a build ends without an answer.</summary>
    private static readonly string[] Patiently = ["--fetch-retries=4", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=5000"];

    private readonly SemaphoreSlim _oneAtATime = new(1);

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>The versions of a package within a range that the registry has, as it writes them; none where it does not answer.</summary>
    public async Task<IReadOnlyList<string>> Versions(string package, string range, CancellationToken cancellationToken)
    {
        var result = await Ask($"{package}@{range}", "version", Impatiently, cancellationToken);
        return AnswerIn(result) switch
        {
            { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(v => v.GetString()).OfType<string>()],
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            _ => [],
        };
    }

    /// <summary>The versions of a package that lie here already.</summary>
    public IReadOnlyList<string> Kept(string package)
    {
        var start = NameOf(package, "");
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateDirectories(folder, start + "*").Select(Path.GetFileName)
                .Where(n => !n!.Contains(DraftMark, StringComparison.Ordinal)).Select(n => n![start.Length..]),
        ];
    }

    /// <summary>A package in exactly this version, which stays as long as somebody holds it.</summary>
    /// <param name="sha512">What it has to hash to, where somebody has said so beforehand.</param>
    public async Task<ShelvedProgram> Bring(string package, string version, string? sha512, CancellationToken cancellationToken)
    {
        var place = Path.Combine(folder, NameOf(package, version));
        for (var i = 0; i < MostTries; i++)
        {
            // Whoever clears the shelf may take it away between two of these lines; then it is brought again.
            if (ShelvedProgram.TryHold(place, LeaseFile, PackageIn(place, package)) is { } held)
                return held;

            await _oneAtATime.WaitAsync(cancellationToken);
            try
            {
                if (!Directory.Exists(place))
                {
                    MakeRoom();
                    await Download(place, package, version, sha512, cancellationToken);
                }
            }
            finally
            {
                _oneAtATime.Release();
            }
        }

        throw Failed($"{package} {version} was taken from the shelf again and again.");
    }

    private async Task Download(string place, string package, string version, string? sha512, CancellationToken cancellationToken)
    {
        OwnFolder.Create(folder);
        var integrity = await IntegrityOf(package, version, sha512, cancellationToken);
        var draft = $"{place}{DraftMark}{Guid.NewGuid():n}";
        try
        {
            OwnFolder.Create(draft);
            await File.WriteAllTextAsync(Path.Combine(draft, LeaseFile), "", cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(draft, "package.json"), Wish(package, version), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(draft, "package-lock.json"), Lock(package, version, integrity), cancellationToken);
            var result = await Npm(
                draft, DownloadPatience, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cancellationToken);
            if (!result.Succeeded)
                throw Failed($"npm could not bring {package} {version}: {result.Output}");
            Directory.Move(draft, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // Another process was first.
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
    }

    private async Task<string> IntegrityOf(string package, string version, string? sha512, CancellationToken cancellationToken)
    {
        var result = await Ask($"{package}@{version}", "dist.integrity", Patiently, cancellationToken);
        var integrity = AnswerIn(result) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        if (!integrity.StartsWith("sha512-", StringComparison.Ordinal))
            throw Failed($"npm's registry was asked for {package} {version}, and named no hash of it. {SummaryOf(result)}");
        if (sha512 is not null && integrity != "sha512-" + Convert.ToBase64String(Convert.FromHexString(sha512)))
            throw Failed($"{package} {version} has another hash than package.json says. Somebody has changed one of the two.");
        return integrity;
    }

    private async Task<CommandResult> Ask(string package, string field, string[] retries, CancellationToken cancellationToken)
    {
        OwnFolder.Create(folder);
        return await Npm(folder, AnswerPatience, ["view", package, field, "--json", "--loglevel=silent", .. retries], cancellationToken);
    }

    /// <summary>npm's answer, or nothing where it has none.</summary>
    private static JsonElement? AnswerIn(CommandResult result) => result.Succeeded ? Json(result.Output) : null;

    /// <summary>Why it has none, in its own words.</summary>
    private static string SummaryOf(CommandResult result) =>
        Json(result.Output) is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("error", out var error) && error.TryGetProperty("summary", out var summary)
            ? $"{summary}"
            : result.Output;

    private static JsonElement? Json(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Never in the sources: a file of theirs could tell npm to ask somebody else.</summary>
    private static async Task<CommandResult> Npm(string at, TimeSpan patience, string[] arguments, CancellationToken cancellationToken)
    {
        var npm = new ProcessStartInfo("prlimit", [$"--fsize={MostBytesInAFile}", "npm", .. arguments]) { WorkingDirectory = at };
        try
        {
            return await Command.Run(npm, patience, cancellationToken: cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new CommandResult(-1, e.Message);
        }
    }

    /// <summary>Takes away what nobody has asked for the longest, but nothing that is in use, and what a process left that was killed.</summary>
    private void MakeRoom()
    {
        if (!Directory.Exists(folder))
            return;
        var old = DateTime.UtcNow - (2 * DownloadPatience);
        var all = new DirectoryInfo(folder).GetDirectories().OrderBy(d => d.LastWriteTimeUtc).ToList();
        foreach (var draft in all.Where(d => d.Name.Contains(DraftMark, StringComparison.Ordinal) && d.LastWriteTimeUtc < old))
            draft.Delete(recursive: true);

        var kept = all.Where(d => !d.Name.Contains(DraftMark, StringComparison.Ordinal)).ToList();
        foreach (var program in kept.Take(kept.Count - MostPrograms + 1))
            ShelvedProgram.RemoveUnlessHeld(program.FullName, LeaseFile, $"{program.FullName}{DraftMark}{Guid.NewGuid():n}");
    }

    private static string Wish(string package, string version) => JsonSerializer.Serialize(new
    {
        name = "shelf",
        @private = true,
        dependencies = new Dictionary<string, string> { [package] = version },
    });

    private static string Lock(string package, string version, string integrity) => JsonSerializer.Serialize(new
    {
        name = "shelf",
        lockfileVersion = 3,
        requires = true,
        packages = new Dictionary<string, object>
        {
            [""] = new { name = "shelf", dependencies = new Dictionary<string, string> { [package] = version } },
            ["node_modules/" + package] = new { version, integrity },
        },
    });

    private static string NameOf(string package, string version) => $"{package.Replace('/', '+')}-{version}";

    private static string PackageIn(string place, string package) => Path.Combine(place, "node_modules", package);

    private static BuildStepFailedException Failed(string sentence) => new(BuildReason.ToolUnavailable, sentence);
}
