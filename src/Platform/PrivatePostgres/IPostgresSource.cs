namespace MiniVercel.Platform.Postgres;

/// <summary>A place that PostgreSQL's programs come from.</summary>
public interface IPostgresSource
{
    /// <summary>What is there now, the preferred one first.</summary>
    Task<IReadOnlyList<PostgresBinaries>> Installed(CancellationToken cancellationToken);

    /// <summary>The major version that <see cref="Install"/> would bring, where that is known beforehand.</summary>
    int? Brings { get; }

    /// <summary>Brings some version, or throws <see cref="PostgresMissingException"/> with the command a person can run.</summary>
    Task Install(CancellationToken cancellationToken);
}
