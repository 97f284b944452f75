using System.Net;
using Microsoft.AspNetCore.Http;
using MiniVercel.Platform.Apps;
using Yarp.ReverseProxy.Forwarder;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>The last part of a request's way: from the engine to the app, and the app's answer back.</summary>
/// <param name="target">Path and query, as the app is to see them.</param>
/// <param name="visit">The visit that this request is.</param>
/// <param name="describe">Says to the app whose request it is.</param>
/// <param name="finish">What is to be said of the answer to whoever asked.</param>
internal sealed class AppTransformer(string target, AppVisit visit, Action<HttpContext, HttpRequestMessage> describe, Action<HttpResponse> finish) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = RequestTarget.At(destinationPrefix, target);
        proxyRequest.Headers.ExpectContinue = null; // That was for the node in between; an app may not know it.
        describe(httpContext, proxyRequest);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return false;
        ForwardedHeaders.RemoveOwn(proxyResponse.Headers);
        if (!await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken))
            return false;
        finish(httpContext.Response);
        // Whoever stays for long is told to go when the app has to; what has a length comes to its end by itself.
        if (proxyResponse.StatusCode == HttpStatusCode.SwitchingProtocols)
            proxyResponse.Content = ClosingContent.OfWebSocket(proxyResponse.Content, visit.Closing);
        else if (proxyResponse.Content.Headers.ContentLength is null)
            proxyResponse.Content = ClosingContent.OfStream(proxyResponse.Content, visit.Closing);
        return true;
    }
}
