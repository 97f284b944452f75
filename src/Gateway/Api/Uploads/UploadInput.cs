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
        FolderPaths.RefuseClashes(entries, files.ConvertAll(f => f.Path));
        RefuseTwoSizes(entries, files);
        if (files.Sum(f => f.Size) > LargestTotal)
            fields.Refuse("files", $"Together they must not be larger than {LargestTotal} bytes.");
        fields.ThrowIfRefused();
        return files;
    }

    private static void RefuseTwoSizes(IReadOnlyList<Fields> entries, List<UploadedFile> files)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            if (!sizes.TryAdd(files[i].Sha256, files[i].Size) && sizes[files[i].Sha256] != files[i].Size)
                entries[i].Refuse("size", "Another file with this hash has another size.");
        }
    }
}
