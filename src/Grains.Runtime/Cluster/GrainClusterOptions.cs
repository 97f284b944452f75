using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Options;

namespace MiniVercel.Runtime;

/// <summary>How a process takes part in a cluster.</summary>
public class GrainClientOptions
{
    public string ClusterId { get; set; } = "default";

    /// <summary>Who this process is, and whom it believes.</summary>
    public ClusterIdentity? Identity { get; set; }

    /// <summary>How often the membership table is read.</summary>
    public TimeSpan MembershipPeriod { get; set; } = TimeSpan.FromSeconds(0.75);

    /// <summary>How long connecting, the TLS handshake and the greeting may take together.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long what was sent may go unacknowledged before the connection counts as broken.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest wait before another attempt to reach a silo that could not be reached.</summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a question to the membership table or the directory may take.</summary>
    public TimeSpan TableTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A longer frame closes the connection it came on; a longer request is refused where it is made.</summary>
    public int MaxFrameBytes { get; set; } = 16 << 20;

    /// <summary>How much may wait to be sent to one process; what comes on top is refused with <see cref="LimitExceededException"/>.</summary>
    public int MaxQueuedBytes { get; set; } = 32 << 20;

    internal virtual IEnumerable<string> Problems()
    {
        if (Identity is null) yield return $"{nameof(Identity)} is missing; it says who this process is and whom it believes.";
        if (MaxFrameBytes < 1_024) yield return $"{nameof(MaxFrameBytes)} is {MaxFrameBytes}; it must be at least 1024.";
        if (MaxQueuedBytes < MaxFrameBytes) yield return $"{nameof(MaxQueuedBytes)} is {MaxQueuedBytes}; it must hold a frame of {MaxFrameBytes}.";
        foreach (var (name, value) in Durations().Where(it => it.Value <= TimeSpan.Zero))
            yield return $"{name} is {value}; it must be longer than zero.";
    }

    private protected virtual IEnumerable<(string Name, TimeSpan Value)> Durations() =>
    [
        (nameof(MembershipPeriod), MembershipPeriod), (nameof(ConnectTimeout), ConnectTimeout),
        (nameof(MaxReconnectDelay), MaxReconnectDelay), (nameof(TableTimeout), TableTimeout), (nameof(SilenceTimeout), SilenceTimeout),
    ];

    internal sealed class Validation<T> : IValidateOptions<T> where T : GrainClientOptions
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            options.Problems().ToList() is { Count: > 0 } wrong ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}

/// <inheritdoc/>
public sealed class GrainClusterOptions : GrainClientOptions
{
    public string SiloName { get; set; } = Environment.MachineName;

    /// <summary>Where this silo listens for the others; port 0 takes a free one.</summary>
    public IPEndPoint Endpoint { get; set; } = new(IPAddress.Loopback, 0);

    /// <summary>The address that others reach it at, when that is not the one it listens on.</summary>
    public IPAddress? AdvertisedAddress { get; set; }

    /// <summary>What placement filters may know of this silo, such as its roles.</summary>
    public ImmutableDictionary<string, string> Metadata { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The length of a lease: as the host renews it, and so long it must hold its own to call another silo dead.</summary>
    public TimeSpan LeaseLength { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a silo that stops waits for the others to have heard of it.</summary>
    public TimeSpan FarewellTimeout { get; set; } = TimeSpan.FromSeconds(3);

    private protected override IEnumerable<(string Name, TimeSpan Value)> Durations() =>
        [.. base.Durations(), (nameof(LeaseLength), LeaseLength), (nameof(FarewellTimeout), FarewellTimeout)];
}
