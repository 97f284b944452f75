using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Apps;
using Yarp.ReverseProxy.Forwarder;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>Sends a request on and its answer back, streaming both ways, and says how that went.</summary>
internal static partial class Forwarder
{
    /// <summary>A body may be this long, unless the one who sends it on has already judged it.</summary>
    public const long LongestBody = 100 << 20;

    /// <summary>An app's own address: whatever it says, its client knows one place only.</summary>
    private const string AppPrefix = "http://app";

    /// <summary>Where nothing has moved in either direction for so long, nobody is waiting any more.</summary>
    private static readonly ForwarderRequestConfig s_config = new()
    {
        ActivityTimeout = TimeSpan.FromMinutes(5),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>
    /// To an app, by whoever has let the visitor in. A client that finds a connection broken asks again by a new one, without a word; so where
    /// an app that was there takes no connection, a mere question may be what has ended it, and is not asked again and again.
    /// </summary>
    public static async Task<Passage> ToApp(
        IHttpForwarder forwarder, HttpContext context, AppVisit visit, AppTransformer transformer, long? longestBody)
    {
        var passage = await Send(forwarder, context, AppPrefix, visit.Client, transformer, longestBody, context.RequestAborted);
        if (passage != Passage.NobodyThere || HasBody(context))
            return passage;
        if (IsOnlyAQuestion(context))
            return Passage.Lost;
        await SitePages.AppLost(context);
        return Passage.Answered;
    }

    public static async Task<Passage> Send(
        IHttpForwarder forwarder, HttpContext context, string prefix, HttpMessageInvoker client, HttpTransformer transformer, long? longestBody,
        CancellationToken cancellationToken)
    {
        if (longestBody is { } limit && context.Request.ContentLength > limit)
        {
            await SitePages.BodyTooLarge(context, limit);
            return Passage.Answered;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = IsWebSocket(context) ? null : longestBody;
            context.Features.Set<IHttpMaxRequestBodySizeFeature>(null); // Left there, it would be lifted for whoever claims to speak gRPC.
        }

        var error = await forwarder.SendAsync(context, prefix, client, s_config, transformer, cancellationToken);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
            return Passage.Answered;

        var cause = context.GetForwarderErrorFeature()?.Exception;
        if (context.Response.HasStarted)
        {
            if (error is ForwarderError.ResponseBodyDestination or ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination)
            {
                var logger = LoggerOf(context);
                LogBrokenOff(logger, context.Request.Host, cause?.Message);
            }

            return Passage.Answered;
        }

        context.Response.Clear();
        if (WasNeverSent(cause))
            return Passage.NobodyThere;
        if (IsOnlyAQuestion(context) && error != ForwarderError.RequestTimedOut)
            return Passage.Lost;
        await (error == ForwarderError.RequestTimedOut ? SitePages.AppSilent(context) : SitePages.AppLost(context));
        return Passage.Answered;
    }

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Forwarder).FullName!);

    /// <summary>As one is asked for by HTTP/2; by HTTP/1.1 it is a question like any other until it is answered.</summary>
    public static bool IsWebSocket(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    /// <summary>There was no connection to send it by.</summary>
    private static bool WasNeverSent(Exception? cause) => cause switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } => true,
        OperationCanceledException { InnerException: TimeoutException } => true, // the time that a connection may take to come about
        _ => false,
    };

    private static bool IsOnlyAQuestion(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && !HasBody(context);

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    [LoggerMessage(Level = LogLevel.Information, Message = "The app of {Host} broke off in the middle of an answer: {Error}")]
    private static partial void LogBrokenOff(ILogger logger, HostString host, string? error);
}
