using System.Collections.Concurrent;
using Dapper;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Artifacts;

/// <summary>
/// Artifacts laid out as folders, `deployments/{project}/builds/{build}`, with `current` beside them pointing to the
/// active one. Nothing here is the truth: it can be made again from manifest and blobs.
/// </summary>
public sealed class ArtifactFolders(
    string root, IBlobStore blobs, ArtifactStore artifacts, Database database, IFailpoints failpoints, BlobExchange? others = null) : IArtifacts
{
    private readonly ConcurrentDictionary<ProjectId, SemaphoreSlim> _locks = new();
    private readonly string _making = Path.Combine(root, "making");

    /// <summary>Removes what a process that was killed had begun to lay out. Called before anything is laid out.</summary>
    public void Clear()
    {
        if (Directory.Exists(_making))
            Directory.Delete(_making, recursive: true);
    }

    public async Task<bool> Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken)
    {
        var manifest = await artifacts.Read(build, cancellationToken)
            ?? throw new ArtifactDamagedException($"{build} has no artifact.");
        try
        {
            await VerifyAll(manifest, cancellationToken);
            MakeFolder(manifest, project, build);
        }
        catch (IOException e) when (FullDisk.IsCauseOf(e))
        {
            throw new NoRoomException($"The engine's disk is full: {e.Message}", e);
        }

        return manifest.Server is not null;
    }

    /// <summary>Where the build is laid out here; laid out now where it was not yet.</summary>
    public async Task<string> FolderFor(ProjectId project, BuildId build, CancellationToken cancellationToken)
    {
        var folder = FolderOf(project, build);
        if (!Directory.Exists(folder))
            await Materialise(project, build, cancellationToken);
        return folder;
    }

    private void MakeFolder(Manifest manifest, ProjectId project, BuildId build)
    {
        var folder = FolderOf(project, build);
        if (Directory.Exists(folder))
            return;

        var making = Path.Combine(_making, $"{build}-{Guid.NewGuid():n}");
        try
        {
            OwnFolder.CreateClosed(_making);
            OwnFolder.CreateClosed(Path.Combine(root, project.Value));
            LayOut(manifest, making);
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            Directory.Move(making, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another run of the same build laid the same files out first.
        }
        finally
        {
            if (Directory.Exists(making))
                Directory.Delete(making, recursive: true);
        }
    }

    public async Task LinkCurrent(ProjectId project, CancellationToken cancellationToken)
    {
        var gate = LockOf(project);
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Read again under the lock: of two runs that end together the link follows what is committed, not who is last.
            var build = await database.Run(
                (connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "select build_id from routes where project_id = @project", new { project = project.Value }, cancellationToken: token)),
                cancellationToken);
            if (build is null || !Directory.Exists(FolderOf(project, new BuildId(build))))
                return;

            var link = Path.Combine(root, project.Value, "current");
            var next = link + ".next";
            File.Delete(next);
            File.CreateSymbolicLink(next, Path.Combine("builds", build));
            FileNames.Replace(next, link);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Removes the folders of builds that have no artifact any more; none of them ever gets one again. Returns how many.</summary>
    public async Task<int> Sweep(CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var project in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            var builds = Path.Combine(project, "builds");
            if (!Directory.Exists(builds))
                continue;
            foreach (var build in await WithoutArtifact(Directory.GetDirectories(builds), cancellationToken))
            {
                Directory.Delete(Path.Combine(builds, build), recursive: true);
                failpoints.Reach(Failpoint.FolderSwept);
                removed++;
            }

            if (!Directory.EnumerateFileSystemEntries(builds).Any())
                await RemoveEmpty(project, cancellationToken);
        }

        return removed;
    }

    private async Task<IReadOnlyList<string>> WithoutArtifact(string[] folders, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            "select build from unnest(@builds) as build where not exists (select 1 from artifacts a where a.build_id = build)",
            new { builds = folders.Select(Path.GetFileName).ToArray() }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>Under the lock of the link; where something is laid out meanwhile, the folder is not empty and stays.</summary>
    private async Task RemoveEmpty(string project, CancellationToken cancellationToken)
    {
        var gate = LockOf(new ProjectId(Path.GetFileName(project)));
        await gate.WaitAsync(cancellationToken);
        try
        {
            Directory.Delete(Path.Combine(project, "builds"));
            File.Delete(Path.Combine(project, "current"));
            Directory.Delete(project);
        }
        catch (IOException)
        {
        }
        finally
        {
            gate.Release();
        }
    }

    private SemaphoreSlim LockOf(ProjectId project) => _locks.GetOrAdd(project, _ => new SemaphoreSlim(1, 1));

    private async Task VerifyAll(Manifest manifest, CancellationToken cancellationToken)
    {
        foreach (var content in manifest.Contents)
        {
            if (!await blobs.Verify(content.Blob, cancellationToken) && !await FetchAgain(content, cancellationToken))
                throw new ArtifactDamagedException($"{manifest.PathsOf(content.Blob).First()} is missing or not what its hash {content.Blob} says, wherever it was kept.");
        }
    }

    /// <summary>Missing or damaged here, it may be right elsewhere; what comes is hashed on the way in.</summary>
    private async Task<bool> FetchAgain(StoredContent content, CancellationToken cancellationToken) =>
        others is not null && await others.Fetch(content.Blob, content.Size, cancellationToken);

    /// <summary>
    /// Of a site its files; of a server what it runs from, as visitors are sent the rest without it. Hard links, because nothing that
    /// serves them can write, and a thousand files cost no second copy.
    /// </summary>
    private void LayOut(Manifest manifest, string folder)
    {
        Directory.CreateDirectory(folder);
        if (manifest.Server is not { } server)
        {
            foreach (var file in manifest.Files)
                Link(file.Blob, Path.Combine(folder, file.Path));
            return;
        }

        foreach (var file in server.Files)
            Link(file.Content.Blob, Path.Combine(folder, file.Path));
        // The links last, so that no file is ever written through one.
        foreach (var link in server.Links)
            File.CreateSymbolicLink(InFolder(Path.Combine(folder, link.Path)), link.Target);
    }

    private void Link(BlobKey blob, string path) =>
        FileNames.Link(blobs.Find(blob) ?? throw new ArtifactDamagedException($"{Path.GetFileName(path)} is gone."), InFolder(path));

    private static string InFolder(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private string FolderOf(ProjectId project, BuildId build) => Path.Combine(root, project.Value, "builds", build.Value);
}
