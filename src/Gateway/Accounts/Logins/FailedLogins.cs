using System.Collections.Concurrent;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>
/// Who keeps guessing has to wait: a few wrong ones a minute from one address, and a few for one account from wherever. Being right
/// costs nothing. What is remembered is bounded; where it is full, everybody new waits rather than anybody may go on.
/// </summary>
public sealed class FailedLogins(TimeProvider clock)
{
    private const int MostOfAddress = 30;
    private const int MostOfAccount = 10;
    private const int MostRemembered = 100_000;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>For how long they have to wait; nothing where they may try.</summary>
    public TimeSpan? Wait(string address, string? account) =>
        Longest(WaitOf($"address {address}", MostOfAddress), account is null ? null : WaitOf($"account {account}", MostOfAccount));

    public void Remember(string address, string? account)
    {
        Add($"address {address}");
        if (account is not null)
            Add($"account {account}");
    }

    private TimeSpan? WaitOf(string who, int most)
    {
        var now = clock.GetUtcNow();
        if (!_counts.TryGetValue(who, out var count))
            return _counts.Count >= MostRemembered && !MadeRoom(now) ? s_window : null;
        return count.Failures >= most && count.Since + s_window > now ? count.Since + s_window - now : null;
    }

    private void Add(string who)
    {
        var now = clock.GetUtcNow();
        _counts.AddOrUpdate(who, _ => new Count(now, 1), (_, count) => count.Since + s_window > now ? count with { Failures = count.Failures + 1 } : new Count(now, 1));
    }

    private bool MadeRoom(DateTimeOffset now)
    {
        foreach (var (who, count) in _counts)
        {
            if (count.Since + s_window <= now)
                _counts.TryRemove(who, out _);
        }

        return _counts.Count < MostRemembered;
    }

    private static TimeSpan? Longest(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null || one > other ? one : other;

    private sealed record Count(DateTimeOffset Since, int Failures);
}
