using Microsoft.AspNetCore.Http;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Nodes;
using Yarp.ReverseProxy.Forwarder;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>A request's way from a gateway to the engine that runs the app. It names the app, so that whoever else may answer there refuses.</summary>
internal sealed class EngineTransformer(AppId app, string target, Action<HttpResponse> finish) : HttpTransformer
{
    /// <summary>Why the engine has not passed it on; nothing where it has.</summary>
    public string? Refused { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = RequestTarget.At(destinationPrefix, target);
        ForwardedHeaders.Describe(proxyRequest, httpContext);
        proxyRequest.Headers.Host = null;
        proxyRequest.Headers.TryAddWithoutValidation(ForwardedHeaders.Host, httpContext.Request.Host.Value);
        proxyRequest.Headers.TryAddWithoutValidation(NodeRequests.DeploymentHeader, app.Value);
        // A body is sent when the engine takes it: until then it can still be taken elsewhere.
        if (proxyRequest.Content is not null)
            proxyRequest.Headers.ExpectContinue = true;
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return false;
        if (proxyResponse.Headers.NonValidated.TryGetValues(ForwardedHeaders.Refused, out var why))
        {
            Refused = why.ToString();
            return false;
        }

        ForwardedHeaders.RemoveOwn(proxyResponse.Headers);
        if (!await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken))
            return false;
        finish(httpContext.Response);
        return true;
    }
}
