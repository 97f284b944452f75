using Dapper;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.Domains;

/// <summary>
/// Who looks at which domain, and what comes of it. A look is taken on by moving its time, and written down where the claim still has the
/// token that was looked for; no row is held while the DNS is asked.
/// </summary>
public sealed class DomainLooks(Database database, DomainPace pace)
{
    private const int AtOnce = 16;

    /// <summary>What is due, each for one silo.</summary>
    public Task<IReadOnlyList<CustomDomain>> TakeDue(CancellationToken cancellationToken) => database.Run<IReadOnlyList<CustomDomain>>(
        async (connection, token) => (await connection.QueryAsync<CustomDomain>(new CommandDefinition(
            $"""
             update domains set check_at = clock_timestamp() + @PerLook
             where id in (select id from domains where check_at <= clock_timestamp() order by check_at limit @AtOnce for update skip locked)
             returning {DomainStore.Columns}
             """,
            new { pace.PerLook, AtOnce }, cancellationToken: token))).AsList(),
        cancellationToken);

    /// <summary>Nothing where somebody has asked for one only just now.</summary>
    public Task<CustomDomain?> TakeWished(CustomDomain domain, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<CustomDomain>(new CommandDefinition(
            $"""
             update domains set asked_at = clock_timestamp(), check_at = clock_timestamp() + @PerLook
             where id = @Id and (asked_at is null or asked_at <= clock_timestamp() - @BetweenWishes)
             returning {DomainStore.Columns}
             """,
            new { domain.Id, pace.PerLook, pace.BetweenWishes }, cancellationToken: token)),
        cancellationToken);

    public TimeSpan BetweenWishes => pace.BetweenWishes;

    /// <summary>Writes down what was seen; whether hosts have changed by it.</summary>
    public Task<bool> Record(CustomDomain domain, DomainLook look, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            var mayVerify = !domain.IsVerified && look.Proof == Proof.Shown;
            var mayRelease = domain.IsVerified && look.Proof == Proof.NotShown;
            if (mayVerify || mayRelease)
                await RouteClocks.Raise(connection, transaction, domain.ProjectId, token);
            await Note(connection, transaction, domain, look, token);
            return mayVerify ? await Verify(connection, transaction, domain, token)
                : mayRelease && await Release(connection, transaction, domain, token);
        },
        cancellationToken);

    private Task<int> Note(NpgsqlConnection connection, NpgsqlTransaction transaction, CustomDomain domain, DomainLook look, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            update domains set
                checked_at = clock_timestamp(),
                has_token = case when @isKnown then @isShown else has_token end,
                leads_to = coalesce(@places::text[], leads_to),
                problem = @problem,
                lost_since = case when not @isKnown then lost_since when verified_at is not null and not @isShown then coalesce(lost_since, clock_timestamp()) end,
                check_at = case
                    when verified_at is not null and @isShown then clock_timestamp() + @WhenVerified
                    when verified_at is not null then clock_timestamp() + least(@WhenInDoubt, @WhenVerified)
                    when claimed_at > clock_timestamp() - @ClaimedFor
                        then clock_timestamp() + least(@Longest, greatest(@Shortest, (clock_timestamp() - claimed_at) / 4)) end
            where id = @Id and token = @Token
            """,
            new
            {
                domain.Id,
                domain.Token,
                isKnown = look.Proof != Proof.Unknown,
                isShown = look.Proof == Proof.Shown,
                places = look.LeadsTo?.ToArray(),
                problem = DomainProblem.Of(domain, look, pace.Grace),
                pace.WhenVerified,
                pace.WhenInDoubt,
                pace.ClaimedFor,
                pace.Longest,
                pace.Shortest,
            },
            transaction, cancellationToken: cancellationToken));

    /// <summary>Whoever comes first has it; the other one is told, and waits.</summary>
    private async Task<bool> Verify(NpgsqlConnection connection, NpgsqlTransaction transaction, CustomDomain domain, CancellationToken cancellationToken)
    {
        var parameters = new { domain.Id, domain.Token, domain.Name, pace.WhenVerified, DomainProblem.IsAnothers };
        var isVerified = await connection.ExecuteAsync(new CommandDefinition(
            """
            update domains set verified_at = clock_timestamp(), lost_since = null, check_at = clock_timestamp() + @WhenVerified
            where id = @Id and token = @Token and verified_at is null
            and not exists (select 1 from domains where name = @Name and verified_at is not null)
            """,
            parameters, transaction, cancellationToken: cancellationToken)) > 0;
        if (isVerified)
            await DomainStore.PutOnAir(connection, transaction, domain.Id, cancellationToken);
        else
            await connection.ExecuteAsync(new CommandDefinition(
                "update domains set problem = @IsAnothers where id = @Id and token = @Token and verified_at is null",
                parameters, transaction, cancellationToken: cancellationToken));
        return isVerified;
    }

    /// <summary>After the grace. From then on it is a new claim like any other, and has a new token.</summary>
    private async Task<bool> Release(NpgsqlConnection connection, NpgsqlTransaction transaction, CustomDomain domain, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            with released as (
                update domains set verified_at = null, lost_since = null, has_token = false, token = @next, claimed_at = clock_timestamp(),
                    check_at = clock_timestamp() + @Shortest,
                    problem = 'Its TXT record was gone for too long, so the name was let go of. Set the record with the value that is asked for now.'
                where id = @Id and token = @Token and lost_since <= clock_timestamp() - @Grace
                returning name, project_id)
            delete from hosts h using released r where h.host = r.name and h.kind = 'custom' and h.project_id = r.project_id
            """,
            new { domain.Id, domain.Token, next = DomainStore.NewToken(), pace.Grace, pace.Shortest }, transaction, cancellationToken: cancellationToken)) > 0;
}
