using System.Text.Json.Serialization;

namespace MiniVercel.Client;

/// <summary>Why the server refused: an RFC 9457 problem, with the fields that Mini Vercel adds to it.</summary>
public sealed record Problem
{
    public string? Title { get; init; }

    public string? Detail { get; init; }

    /// <summary>Names this one request in the server's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>What is wrong with each field of the input.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    [JsonIgnore]
    public string Summary => Detail ?? Title ?? "The server gave no reason.";
}
