using Dapper;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Routing;

public class RouteFollowerTests
{
    [Theory]
    [InlineData("update silos set applied_epoch = null, applied_n = null")]
    [InlineData("delete from silos")]
    public async Task A_gateway_whose_word_counts_no_more_reads_the_routes_again_without_any_change_of_them(string gap)
    {
        await using var silo = await TestSilo.Start();
        await using var source = NpgsqlDataSource.Create(silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();

        await connection.ExecuteAsync(gap);

        const string counts = "select exists (select 1 from silos s join route_clock c on (s.applied_epoch, s.applied_n) = (c.epoch, c.n))";
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await connection.ExecuteScalarAsync<bool>(counts))
            await Task.Delay(20, limit.Token);
    }
}
