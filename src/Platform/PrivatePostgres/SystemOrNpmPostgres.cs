namespace MiniVercel.Platform.Postgres;

/// <summary>The system's programs where there are any, or where it may install them; else those that npm has.</summary>
internal sealed class SystemOrNpmPostgres(SystemPostgres system, NpmPostgres? npm) : IPostgresSource
{
    public int? Brings => npm?.Brings;

    public async Task<IReadOnlyList<PostgresBinaries>> Installed(CancellationToken cancellationToken)
    {
        var ofSystem = await system.Installed(cancellationToken);
        return npm is null ? ofSystem : [.. ofSystem, .. await npm.Installed(cancellationToken)];
    }

    public Task Install(CancellationToken cancellationToken) =>
        npm is null ? system.Install(cancellationToken) : npm.Install(cancellationToken);
}
