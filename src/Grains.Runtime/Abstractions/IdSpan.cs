namespace MiniVercel.Runtime;

/// <summary>A part of a grain's name, with its hash kept: it is looked up at every call.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>
{
    private readonly string? _value;
    private readonly int _hash;

    private IdSpan(string value)
    {
        _value = value;
        _hash = string.GetHashCode(value, StringComparison.Ordinal);
    }

    public bool IsDefault => string.IsNullOrEmpty(_value);

    public static IdSpan Create(string id) => new(id);

    public bool Equals(IdSpan obj) => _hash == obj._hash && string.Equals(_value, obj._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => _value ?? "";

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
