namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>Whether this gateway can answer for a build.</summary>
public sealed class SiteHealth(ManifestCache manifests, BlobCache blobs)
{
    /// <summary>Visitors may wait longer for a node that is coming back; who asks how things are wants to be told.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with it, in a sentence; nothing where it is up.</summary>
    /// <param name="build">What is active.</param>
    /// <param name="app">How its app is, on an engine that is there; nothing where there is none.</param>
    /// <param name="cancellationToken">Whether somebody still wants to know.</param>
    public async Task<string?> Complaint(BuildId build, string? app, CancellationToken cancellationToken)
    {
        if (await manifests.Find(build, cancellationToken) is not { } files)
            return "Its list of files is not there.";
        return files.HasServer ? OfApp(app) : await OfFiles(files, cancellationToken);
    }

    /// <summary>Files are up when the page that everybody comes in by can be sent.</summary>
    private async Task<string?> OfFiles(SiteFiles files, CancellationToken cancellationToken)
    {
        if (files.Find("index.html") is not { } entry)
            return null;
        try
        {
            return await blobs.Bring(entry.Content, cancellationToken).WaitAsync(Soon, cancellationToken) ? null : "Its first page cannot be read on any machine.";
        }
        catch (TimeoutException)
        {
            return "Its first page is on machines alone that do not answer.";
        }
    }

    private static string? OfApp(string? state) => state switch
    {
        "running" => null,
        "starting" => "Its app is being started.",
        "restarting" => "Its app has ended by itself and is being started again.",
        _ => "Its app runs nowhere at the moment.",
    };
}
