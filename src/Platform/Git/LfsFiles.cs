using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace MiniVercel.Platform.Git;

/// <summary>
/// Brings the large files that a repository keeps beside it. By our own hand: the usual program goes wherever the repository
/// and the server tell it to, and here every connection passes the same door as the repository itself.
/// </summary>
internal sealed class LfsFiles : IDisposable
{
    private const int InABatch = 100;
    private const int LongestAnswer = 4 << 20;
    private const string MediaType = "application/vnd.git-lfs+json";

    private static readonly string[] Transfers = ["basic"];

    private readonly GitDoor _door;
    private readonly HttpClient _http;

    public LfsFiles(GitDoor door)
    {
        _door = door;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = Connect,
        })
        {
            MaxResponseContentBufferSize = LongestAnswer,
            Timeout = Timeout.InfiniteTimeSpan, // the whole repository has one limit
        };
    }

    public async Task Bring(GitHome home, string folder, GitBudget budget, CancellationToken cancellationToken)
    {
        var pointers = await LfsPointer.Find(folder, cancellationToken);
        if (pointers.Count == 0)
            return;
        if (!home.Address.IsWeb)
            throw new GitFailedException("Large files (LFS) are brought by https only: give the project the repository's https:// address.");

        foreach (var pointer in pointers)
            budget.CountBytes(pointer.Size);
        try
        {
            foreach (var batch in pointers.Chunk(InABatch))
                await BringBatch(home, batch, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or JsonException or InvalidOperationException or KeyNotFoundException or UriFormatException)
        {
            throw new GitFailedException($"The large files (LFS) of {home.Address} could not be brought: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task BringBatch(GitHome home, LfsPointer[] pointers, CancellationToken cancellationToken)
    {
        var places = await Ask(home, pointers, cancellationToken);
        foreach (var pointer in pointers)
        {
            if (!places.TryGetValue(pointer.Sha256, out var place))
                throw new GitFailedException($"The large file '{Path.GetFileName(pointer.Path)}' is not on its LFS server.");
            using var request = new HttpRequestMessage(HttpMethod.Get, place.Address);
            foreach (var (name, value) in place.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            if (place.Headers.Count == 0 && home.Credential is GitCredential.Token token && OriginOf(place.Address) == token.Origin)
                request.Headers.TryAddWithoutValidation("Authorization", token.Basic);
            using var response = await Send(request, cancellationToken);
            await Write(pointer, response, cancellationToken);
        }
    }

    /// <summary>Where each content lies, by its hash.</summary>
    private async Task<Dictionary<string, (Uri Address, Dictionary<string, string> Headers)>> Ask(
        GitHome home, LfsPointer[] pointers, CancellationToken cancellationToken)
    {
        var repository = home.Address.ToString().TrimEnd('/');
        var suffix = repository.EndsWith(".git", StringComparison.Ordinal) ? "" : ".git";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{repository}{suffix}/info/lfs/objects/batch")
        {
            Content = JsonContent.Create(
                new
                {
                    operation = "download",
                    transfers = Transfers,
                    objects = pointers.Select(p => new { oid = p.Sha256, size = p.Size }).DistinctBy(o => o.oid),
                },
                new MediaTypeHeaderValue(MediaType)),
        };
        request.Headers.Accept.ParseAdd(MediaType);
        if (home.Credential is GitCredential.Token token)
            request.Headers.TryAddWithoutValidation("Authorization", token.Basic);
        using var response = await Send(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), new JsonDocumentOptions { MaxDepth = 16 });

        var places = new Dictionary<string, (Uri, Dictionary<string, string>)>(StringComparer.Ordinal);
        foreach (var entry in answer.RootElement.GetProperty("objects").EnumerateArray())
        {
            if (!entry.TryGetProperty("actions", out var actions) || !actions.TryGetProperty("download", out var download))
                continue;
            var headers = download.TryGetProperty("header", out var given)
                ? given.EnumerateObject().Take(16).ToDictionary(h => h.Name, h => h.Value.GetString() ?? "")
                : [];
            places[entry.GetProperty("oid").GetString() ?? ""] = (new Uri(download.GetProperty("href").GetString() ?? ""), headers);
        }

        return places;
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        var status = (int)response.StatusCode;
        response.Dispose();
        throw new GitFailedException($"The LFS server {request.RequestUri!.Host} answered {status} rather than with large files; redirects are not followed.");
    }

    /// <summary>Beside the pointer first, and into its place only when it is what the pointer says.</summary>
    private static async Task Write(LfsPointer pointer, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var draft = pointer.Path + ".lfs-" + Guid.NewGuid().ToString("n");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var content = await response.Content.ReadAsStreamAsync(cancellationToken))
        await using (var file = new FileStream(draft, FileMode.CreateNew))
        {
            var buffer = new byte[64 << 10];
            long size = 0;
            while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                if ((size += count) > pointer.Size)
                    break;
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != pointer.Sha256)
            throw new GitFailedException($"The LFS server sent something else than the large file '{Path.GetFileName(pointer.Path)}'.");
        File.SetUnixFileMode(draft, File.GetUnixFileMode(pointer.Path));
        File.Move(draft, pointer.Path, overwrite: true);
    }

    /// <summary>Every connection, wherever a server sends us: judged now, and made to what was judged.</summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (address, complaint) = GitAddress.Read($"{OriginOf(context.InitialRequestMessage.RequestUri!)}/large-file");
        var route = address is null ? new GitRoute.Closed(complaint!) : await _door.Find(address, cancellationToken);
        if (route is not GitRoute.Open open)
            throw new GitFailedException($"Its large files (LFS) may not be fetched from {context.DnsEndPoint.Host}. {(route as GitRoute.Closed)?.Why ?? (route as GitRoute.Unknown)?.Why}");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. open.Addresses], open.Address.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string OriginOf(Uri address) => $"{address.Scheme}://{address.Host}:{address.Port}";
}
