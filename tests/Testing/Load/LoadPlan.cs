using System.Net;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Load;

/// <summary>What is asked, how often, and what counts as a good answer.</summary>
public sealed record LoadPlan
{
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>Each connection walks through these in turn, each starting at another one.</summary>
    public required IReadOnlyList<RawRequest> Requests { get; init; }

    public int Connections { get; init; } = 16;

    /// <summary>How long a request may take, the connecting included.</summary>
    public TimeSpan MaxRequestTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What each connection waits between an answer and the next request; leave some processor to the server.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.Zero;

    /// <summary>After a refused connection, so that a server that is down is not asked a million times.</summary>
    public TimeSpan PauseAfterRefusal { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The header whose value is kept of every answer: who answered.</summary>
    public string AnswererHeader { get; init; } = "x-mv-deployment";

    public Func<int, bool> AcceptsStatus { get; init; } = status => status is >= 200 and < 400;

    /// <summary>Looks at each accepted answer that may have a body.</summary>
    public BodyCheck? CheckBody { get; init; }

    /// <summary>For limits and pauses; the timestamps of answers are always <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public static LoadPlan For(IPEndPoint endpoint, string host, params IReadOnlyList<string> paths) => new()
    {
        Endpoint = endpoint,
        Requests = [.. (paths is [] ? ["/"] : paths).Select(path => new RawRequest(host, path))],
    };
}

/// <summary>Null when the body is right, otherwise what is wrong with it.</summary>
public delegate string? BodyCheck(Answer answer, ReadOnlySpan<byte> body);
