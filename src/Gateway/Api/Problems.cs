using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api;

/// <summary>Every error of the API, as `application/problem+json` with a sentence that helps.</summary>
public sealed partial class Problems(RequestDelegate next, ILogger<Problems> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var trace = Activity.Current is null ? Trace(context.Request) : null;
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Answer(context, e);
        }
    }

    /// <summary>A call can be found again by its trace, also where nobody collects traces. The caller's own goes on in it.</summary>
    private static Activity Trace(HttpRequest request)
    {
        var trace = new Activity("call");
        if (ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var caller))
            trace.SetParentId(caller.TraceId, caller.SpanId, caller.TraceFlags);
        return trace.Start();
    }

    public static IResult Of(int status, string title, string detail, string? field = null) =>
        new Problem(status, title, detail, field is null ? null : new Dictionary<string, IReadOnlyList<string>> { [field] = [detail] });

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "Not found", $"There is no such {what}.");

    /// <summary>For what ends with a status alone: an address that there is none of, or not for this method.</summary>
    public static IResult OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => NotFound("page"),
        StatusCodes.Status405MethodNotAllowed => Of(
            StatusCodes.Status405MethodNotAllowed,
            "Method not allowed",
            $"This address does not answer {context.Request.Method}, only {context.Response.Headers.Allow}."),
        var status => Of(status, "Refused", "The call cannot be answered."),
    };

    private Task Answer(HttpContext context, Exception exception)
    {
        var problem = exception switch
        {
            InvalidInputException e => new Problem(422, "Invalid input", "Some fields cannot be accepted.", e.Errors),
            JsonException e => new Problem(400, "Malformed JSON", $"The body is not JSON: {e.Message}", null),
            BadHttpRequestException { StatusCode: 413 } => new Problem(413, "Too large", "The body is larger than this call accepts.", null),
            BadHttpRequestException e => new Problem(e.StatusCode, "Bad request", e.Message, null),
            SecretUnreadableException e => new Problem(500, "A secret cannot be read", e.Message, null),
            IOException e when FullDisk.IsCauseOf(e) => NoRoom(e),
            _ when Causes(exception).FirstOrDefault(e => e is DatabaseUnavailableException or TimeoutException or SiloUnavailableException) is { } away => Unavailable(away),
            _ => Unexpected(exception),
        };
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";
        return problem.ExecuteAsync(context);
    }

    /// <summary>An exception that crossed a grain call may be wrapped in the engine's own.</summary>
    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    private Problem Unavailable(Exception exception)
    {
        LogUnavailable(exception.Message);
        return new Problem(503, "Unavailable for the moment", $"{exception.Message} Try again in a few seconds.", null);
    }

    private Problem NoRoom(IOException exception)
    {
        LogUnexpected(exception);
        return new Problem(507, "No room left", "The server's disk is full. Its operator has to make room.", null);
    }

    private Problem Unexpected(Exception exception)
    {
        LogUnexpected(exception);
        return new Problem(500, "Something went wrong here", "The server failed at this call. Its log says more under this trace id.", null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answered 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A call failed")]
    private partial void LogUnexpected(Exception exception);

    private sealed record Problem(int StatusCode, string Title, string Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors)
        : IResult, IStatusCodeHttpResult
    {
        int? IStatusCodeHttpResult.StatusCode => StatusCode;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCode;
            return httpContext.Response.WriteAsJsonAsync(
                new
                {
                    Type = "about:blank",
                    Title,
                    Status = StatusCode,
                    Detail,
                    TraceId = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier,
                    Errors,
                },
                ApiJson.Options,
                "application/problem+json",
                httpContext.RequestAborted);
        }
    }
}
