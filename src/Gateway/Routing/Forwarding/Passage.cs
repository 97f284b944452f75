namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>How an attempt to pass a visitor on has ended.</summary>
public enum Passage
{
    /// <summary>The visitor has been answered, well or badly.</summary>
    Answered,

    /// <summary>Nobody was there to take the request, and nothing of it has been sent: it may be tried elsewhere, and later.</summary>
    NobodyThere,

    /// <summary>Whoever took it was lost before answering. It only asked for something, so it may be asked once more.</summary>
    Lost,
}
