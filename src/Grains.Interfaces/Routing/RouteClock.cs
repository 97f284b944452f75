namespace MiniVercel.Routing;

/// <summary>A point in the history of all routes. It only rises; the epoch rises when history was cut by a restore.</summary>
public readonly record struct RouteClock(long Epoch, long N) : IComparable<RouteClock>
{
    public int CompareTo(RouteClock other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : N.CompareTo(other.N);

    public static bool operator <(RouteClock left, RouteClock right) => left.CompareTo(right) < 0;
    public static bool operator >(RouteClock left, RouteClock right) => left.CompareTo(right) > 0;
    public static bool operator <=(RouteClock left, RouteClock right) => left.CompareTo(right) <= 0;
    public static bool operator >=(RouteClock left, RouteClock right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Epoch}.{N}";
}
