using System.Diagnostics.Metrics;
using System.Net;

namespace MiniVercel.Platform.Apps;

/// <summary>Clients that pass on what visitors ask and what they are answered, and have no part in it themselves.</summary>
public static class PassingClient
{
    public static HttpMessageInvoker With(Action<SocketsHttpHandler> particulars)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MeterFactory = Uncounted.Instance,
        };
        particulars(handler);
        return new HttpMessageInvoker(handler);
    }

    /// <summary>
    /// Each visit is counted where it comes in; what the runtime's client would count of it once more costs a good part of what passing it on does.
    /// </summary>
    private sealed class Uncounted : IMeterFactory
    {
        public static readonly Uncounted Instance = new();

        /// <summary>Nobody listens to a meter of this name.</summary>
        private readonly Meter _unheard = new("MiniVercel.Unheard");

        public Meter Create(MeterOptions options) => _unheard;

        public void Dispose() => _unheard.Dispose();
    }
}
