namespace MiniVercel.Platform.Apps;

/// <summary>The way in to the apps that run on this silo. There is no other one.</summary>
public interface IAppDoor
{
    /// <summary>Waits a while for an app that is being started here.</summary>
    ValueTask<AppEntry> Enter(AppId app, CancellationToken cancellationToken);
}

/// <summary>What somebody finds who wants to enter.</summary>
public abstract record AppEntry
{
    private AppEntry()
    {
    }

    public sealed record Open(AppVisit Visit) : AppEntry;

    /// <summary>It is to run here, but does not.</summary>
    public sealed record NotUp : AppEntry;

    /// <summary>No such app is to run here.</summary>
    public sealed record NotHere : AppEntry;
}

/// <summary>A visitor who is with an app. As long as there are any it is not asked to end, except when their time is up.</summary>
/// <param name="client">Speaks to the app, and to nobody else.</param>
/// <param name="left">Called when the visitor has gone.</param>
/// <param name="closing">Ends when who is still there has to go.</param>
public sealed class AppVisit(HttpMessageInvoker client, Action left, CancellationToken closing) : IDisposable
{
    private int _isOver;

    public HttpMessageInvoker Client => client;

    public CancellationToken Closing => closing;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            left();
    }
}
