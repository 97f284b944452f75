using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Cluster;
using Yarp.ReverseProxy.Forwarder;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>Passes visitors on to the app that answers for a site: on this very silo, or by the listener of the engine that runs it.</summary>
public sealed class AppForwarder(IHttpForwarder forwarder, EngineConnections engines, EngineWatch watch, SiloIdentity silo, PreviewCalls previews, IAppDoor? door = null)
    : IWayToApps
{
    public Task<Passage> Forward(HttpContext context, SiteTarget site, string target, Action<HttpResponse> finish) => site switch
    {
        { App: { SiloId: { } runs } app } when runs == silo.SiloId && door is not null => Inside(context, door, app.Id, target, finish),
        { App: { Address: not null } app } => ToEngine(context, app, target, finish),
        { App.HasFailed: true } => Answered(SitePages.AppFailed(context)),
        { IsPreview: true, Build: { } build } => Wake(build, context.RequestAborted),
        _ => Task.FromResult(Passage.NobodyThere),
    };

    private async Task<Passage> Inside(HttpContext context, IAppDoor door, AppId app, string target, Action<HttpResponse> finish)
    {
        switch (await door.Enter(app, context.RequestAborted))
        {
            case AppEntry.Open { Visit: var visit }:
                using (visit)
                {
                    var transformer = new AppTransformer(target, visit, Describe, finish);
                    return await Forwarder.ToApp(forwarder, context, visit, transformer, Forwarder.LongestBody);
                }

            case AppEntry.NotUp:
                return await Answered(SitePages.AppNotUp(context));
            default:
                return Passage.NobodyThere;
        }

        static void Describe(HttpContext visitor, HttpRequestMessage request)
        {
            ForwardedHeaders.Describe(request, visitor);
            request.Headers.Host = visitor.Request.Host.Value;
        }
    }

    private async Task<Passage> ToEngine(HttpContext context, AppPlace app, string target, Action<HttpResponse> finish)
    {
        var transformer = new EngineTransformer(app.Id, target, finish);
        using var waiting = watch.Watch(context, app);
        var passage = await Forwarder.Send(forwarder, context, $"https://{app.Address}", engines.Client, transformer, Forwarder.LongestBody, waiting.Token);
        if (transformer.Refused is not null)
            context.Response.Clear(); // It has the engine's status by now, and whoever answers next begins anew.
        return transformer.Refused switch
        {
            null => passage,
            AppRequests.NotUp => await Answered(SitePages.AppNotUp(context)),
            AppRequests.Lost => Passage.Lost,
            _ => Passage.NobodyThere,
        };
    }

    private async Task<Passage> Wake(BuildId build, CancellationToken cancellationToken)
    {
        await previews.Wake(build, cancellationToken);
        return Passage.NobodyThere;
    }

    private static async Task<Passage> Answered(Task page)
    {
        await page;
        return Passage.Answered;
    }
}
