namespace MiniVercel.Platform.Postgres;

public sealed record PrivatePostgresOptions
{
    /// <summary>False trades every guarantee against a power cut for speed: for clusters that a test throws away.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 200;

    /// <summary>How long a start may take, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where the programs come from: the system, and npm for those who may not install into it.</summary>
    public IPostgresSource Source { get; init; } = new SystemOrNpmPostgres(new SystemPostgres(), NpmPostgres.OfThisUser());
}
