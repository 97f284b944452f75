using System.Threading.Channels;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>The news that wait to be told to one connection. There is room for so many; who cannot keep up is told how things stand instead.</summary>
internal sealed class Outbox
{
    private const int Room = 500;

    private readonly Queue<News> _waiting = [];
    private readonly Channel<bool> _some = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _isOverrun;

    /// <summary>Hands over without waiting. What comes at once has room in any case where nothing waits.</summary>
    public void Offer(IReadOnlyList<News> news)
    {
        lock (_waiting)
        {
            if (_isOverrun || news.Count == 0)
                return;
            _isOverrun = _waiting.Count > 0 && _waiting.Count + news.Count > Room;
            if (_isOverrun)
                _waiting.Clear();
            else
                news.ToList().ForEach(_waiting.Enqueue);
            _some.Writer.TryWrite(true);
        }
    }

    /// <summary>The next one; nothing where some were lost.</summary>
    public async Task<News?> Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_waiting)
            {
                if (_isOverrun)
                {
                    _isOverrun = false;
                    return null;
                }

                if (_waiting.TryDequeue(out var next))
                    return next;
            }

            await _some.Reader.ReadAsync(cancellationToken);
        }
    }
}
