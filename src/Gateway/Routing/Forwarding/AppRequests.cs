using Microsoft.AspNetCore.Http;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Nodes;
using Yarp.ReverseProxy.Forwarder;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>
/// The engine's end of the way: a gateway of this cluster names the app that a visitor is for, and it is passed on to that app or to nobody. A
/// port that another app has got meanwhile can so never answer in its place.
/// </summary>
public sealed class AppRequests(RequestDelegate next, IHttpForwarder forwarder, IAppDoor door)
{
    /// <summary>The app is to run here but is not up, and waiting did not help.</summary>
    internal const string NotUp = "not-up";

    /// <summary>The app took the request and was gone before it answered.</summary>
    internal const string Lost = "lost";

    /// <summary>Look again where it is.</summary>
    private const string NotHere = "not-here";

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<NodeConnection>() is not null && context.Request.Headers[NodeRequests.DeploymentHeader] is [{ Length: > 0 } app]
            ? Pass(context, new AppId(app))
            : next(context);

    private async Task Pass(HttpContext context, AppId app)
    {
        switch (await door.Enter(app, context.RequestAborted))
        {
            case AppEntry.Open { Visit: var visit }:
                using (visit)
                    await Pass(context, visit);
                break;
            case AppEntry.NotUp:
                Refuse(context, StatusCodes.Status503ServiceUnavailable, NotUp);
                break;
            default:
                Refuse(context, StatusCodes.Status421MisdirectedRequest, NotHere);
                break;
        }
    }

    private async Task Pass(HttpContext context, AppVisit visit)
    {
        var transformer = new AppTransformer(RequestTarget.Of(context), visit, Describe, _ => { });
        switch (await Forwarder.ToApp(forwarder, context, visit, transformer, longestBody: null))
        {
            case Passage.NobodyThere:
                Refuse(context, StatusCodes.Status421MisdirectedRequest, NotHere);
                break;
            case Passage.Lost:
                Refuse(context, StatusCodes.Status502BadGateway, Lost);
                break;
        }
    }

    private static void Describe(HttpContext context, HttpRequestMessage request)
    {
        var host = context.Request.Headers[ForwardedHeaders.Host].ToString();
        ForwardedHeaders.RemoveOwn(request.Headers);
        request.Headers.Host = host;
    }

    private static void Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[ForwardedHeaders.Refused] = why;
    }
}
