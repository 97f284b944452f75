using System.Collections.Immutable;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>Something to run inside the box.</summary>
public abstract record PlannedCommand
{
    private PlannedCommand()
    {
    }

    /// <summary>The program that is started, and what it is given.</summary>
    public abstract ImmutableArray<string> Arguments { get; }

    public static PlannedCommand Of(params ImmutableArray<string> words) => new Argv(words);

    /// <summary>A user's own line: a shell's business.</summary>
    public sealed record Shell(string Line) : PlannedCommand
    {
        public override ImmutableArray<string> Arguments => ["/bin/sh", "-c", Line];

        public override string ToString() => Line;
    }

    /// <summary>A program and its arguments, which no shell sees.</summary>
    public sealed record Argv(ImmutableArray<string> Words) : PlannedCommand
    {
        public override ImmutableArray<string> Arguments => Words;

        public bool Equals(Argv? other) => other is not null && Words.SequenceEqual(other.Words);

        public override int GetHashCode() => Words.Aggregate(0, HashCode.Combine);

        public override string ToString() => string.Join(' ', Words);
    }
}
