using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Uploads;

namespace MiniVercel.Gateway.Api.Uploads;

/// <summary>Reads the list of files that a folder consists of.</summary>
internal static class UploadInput
{
    public const int MostFiles = 50_000;
    public const long LargestFile = 1L << 30;
    public const long LargestTotal = 10L << 30;
    public const long LargestList = 32L << 20;

    public static IReadOnlyList<UploadedFile> Read(Fields fields)
    {
        var files = new List<UploadedFile>();
        var entries = fields.Objects("files", atLeast: 1, atMost: MostFiles);
        foreach (var entry in entries)
        {
            files.Add(new UploadedFile(
                entry.Text("path", "", Rules.RelativePath, required: true) ?? "",
                entry.Text("sha256", "", Rules.Sha256, required: true) ?? "",
                entry.Number("size", 0, LargestFile),
                entry.Flag("executable", otherwise: false)));
        }

        fields.ThrowIfRefused();
        RefuseClashes(entries, files);
        if (files.Sum(f => f.Size) > LargestTotal)
            fields.Refuse("files", $"Together they must not be larger than {LargestTotal} bytes.");
        fields.ThrowIfRefused();
        return files;
    }

    /// <summary>No two files of one path, no file where another needs a folder, no hash with two sizes.</summary>
    private static void RefuseClashes(IReadOnlyList<Fields> entries, List<UploadedFile> files)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            if (!paths.Add(files[i].Path))
                entries[i].Refuse("path", "Another file has the same path.");
            if (!sizes.TryAdd(files[i].Sha256, files[i].Size) && sizes[files[i].Sha256] != files[i].Size)
                entries[i].Refuse("size", "Another file with this hash has another size.");
        }

        for (var i = 0; i < files.Count; i++)
        {
            for (var slash = files[i].Path.LastIndexOf('/'); slash > 0; slash = files[i].Path.LastIndexOf('/', slash - 1))
            {
                if (paths.Contains(files[i].Path[..slash]))
                    entries[i].Refuse("path", $"It lies in '{files[i].Path[..slash]}', which is a file.");
            }
        }
    }
}
