using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;

namespace MiniVercel.Gateway.Dashboard;

/// <summary>The built dashboard, read once at the start: what is built while this runs is the next start's.</summary>
public sealed class DashboardFiles
{
    private const string IndexFile = "/index.html";

    /// <summary>Below it every name is made of the content.</summary>
    private const string Fingerprinted = "/assets/";

    private static readonly FileExtensionContentTypeProvider s_types = new();

    private readonly FrozenDictionary<string, DashboardFile> _files;

    private DashboardFiles(FrozenDictionary<string, DashboardFile> files, DashboardFile index) => (_files, Index) = (files, index);

    /// <summary>What every page of it begins with; a plain page of its own where it has not been built.</summary>
    internal DashboardFile Index { get; }

    /// <summary>Without the dashboard the rest works as well, so a folder that has none in it is no failure.</summary>
    public static DashboardFiles Read(string? folder)
    {
        if (folder is null || !File.Exists(folder + IndexFile))
            return new DashboardFiles(FrozenDictionary<string, DashboardFile>.Empty, HomePage.File);

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".br" or ".gz"))
            .ToFrozenDictionary(f => "/" + Path.GetRelativePath(folder, f).Replace('\\', '/'), f => Read(folder, f));
        return new DashboardFiles(files, files[IndexFile]);
    }

    internal DashboardFile? Find(string path) => _files.GetValueOrDefault(path);

    private static DashboardFile Read(string folder, string file) => new(
        TypeOf(file),
        ("/" + Path.GetRelativePath(folder, file).Replace('\\', '/')).StartsWith(Fingerprinted, StringComparison.Ordinal),
        File.ReadAllBytes(file), Variant(file + ".br"), Variant(file + ".gz"));

    private static byte[]? Variant(string file) => File.Exists(file) ? File.ReadAllBytes(file) : null;

    private static string TypeOf(string file)
    {
        var type = s_types.TryGetContentType(file, out var known) ? known : "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
    }
}
