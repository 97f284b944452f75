using System.Net;

namespace MiniVercel.Client;

/// <summary>The server answered, and the answer is no.</summary>
public sealed class ApiException(HttpStatusCode status, Problem problem) : Exception(problem.Summary)
{
    public HttpStatusCode Status { get; } = status;

    public Problem Problem { get; } = problem;

    /// <summary>The server asks to come back later; the same request may succeed then.</summary>
    public bool IsPassing => (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests;
}
