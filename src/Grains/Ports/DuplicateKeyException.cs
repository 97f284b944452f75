namespace MiniVercel.Ports;

/// <summary>A unique index already holds this value.</summary>
public sealed class DuplicateKeyException(string constraint, Exception inner)
    : Exception($"The value is taken ({constraint}).", inner)
{
    public string Constraint => constraint;
}
