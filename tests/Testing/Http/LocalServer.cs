using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Testing.Http;

/// <summary>Servers that stand where others are on the network: on this machine alone, at a port that the system chooses, without a word.</summary>
public static class LocalServer
{
    /// <summary>Yet to be told what it answers, and to be started.</summary>
    /// <param name="listening">How it listens, where that is not by HTTP.</param>
    public static WebApplication Build(Action<ListenOptions>? listening = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listening ?? (_ => { })));
        return builder.Build();
    }
}
