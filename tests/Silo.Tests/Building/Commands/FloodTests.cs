using System.Globalization;
using System.Net;
using Dapper;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>Commands that print without end, at the real bounds.</summary>
[Collection(nameof(Alone))]
public sealed class FloodTests(SharedSilo shared, ITestOutputHelper output) : CommandsTest(shared.Silo), IClassFixture<SharedSilo>, IDisposable
{
    private const int MostLines = 1_000_000;

    /// <summary>What waits to be stored takes 32 MB at the most, and .NET collects late what is collected in the end.</summary>
    private const long MostMemory = 192 << 20;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(shared.Silo.ConnectionString);
    private readonly LeftByBuilds _left = new(shared.Silo);

    public void Dispose()
    {
        _left.Dispose();
        _source.Dispose();
    }

    [BoxFact]
    public async Task A_million_lines_fill_the_log_and_the_build_goes_on()
    {
        var build = await Flooded("seq 1 1000500");

        await using var connection = await _source.OpenConnectionAsync();
        var (lines, last) = await connection.QuerySingleAsync<(long, long)>(
            "select count(*), max(seq) from build_logs where build_id = @build", new { build });
        Assert.Equal(lines, last);
        var (printed, end, lastPrinted) = await connection.QuerySingleAsync<(long, long, string)>(
            "select count(*), max(seq), (array_agg(text order by seq desc))[1] from build_logs where build_id = @build and stream = 'stdout'", new { build });
        Assert.Equal((MostLines, $"{MostLines}"), (printed, lastPrinted));
        var rest = await Page(build, after: end);
        Assert.Equal("The log is full: what else the commands print is left out. The build goes on.", rest[0]);
        Assert.Single(rest, l => l.StartsWith("The log is full", StringComparison.Ordinal));
        Assert.StartsWith("Ready: http://", rest[^1], StringComparison.Ordinal);
        Assert.Equal(last, end + rest.Count);
        Assert.Equal(last, await connection.ExecuteScalarAsync<long>("select (state ->> 'last_seq')::bigint from builds where id = @build", new { build }));
    }

    [BoxFact]
    public async Task A_gigabyte_without_a_line_is_one_line_of_which_the_beginning_is_kept()
    {
        var build = await Flooded("head -c 1G /dev/zero | tr '\\0' x");

        var said = await Page(build, after: 0);
        var line = Assert.Single(said, l => l.StartsWith("xxx", StringComparison.Ordinal));
        Assert.Equal(new string('x', 8_000) + "… (1.1 GB more)", line);
    }

    /// <summary>Builds with a command that prints too much, and sees to it that this costs bounded memory and leaves nothing.</summary>
    private async Task<string> Flooded(string command)
    {
        var project = await Project();
        var upload = await Api.Upload(project, Files(new { buildCommand = command + " && mkdir out && cp index.html out", outputDirectory = "out" }));
        GC.Collect();
        var before = Peak(forget: true);
        var build = (await Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted).Text("id");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while ((await Api.Get($"/api/builds/{build}")).Text("status") is "pending" or "building")
            await Task.Delay(100, limit.Token); // Not by its log, which would be read into the memory that is measured.
        var grown = Peak(forget: false) - before;

        await Succeeded(await Api.Get($"/api/builds/{build}"));
        output.WriteLine($"'{command}' took {grown >> 20} MB at its peak");
        Assert.InRange(grown, long.MinValue, MostMemory);
        await _left.Nothing();
        await Succeeded(await Build(new { buildCommand = "true" }));
        return build;
    }

    private async Task<IReadOnlyList<string>> Page(string build, long after) =>
    [
        .. (await Api.Get($"/api/builds/{build}/logs?after={after}")).Expect(HttpStatusCode.OK)["items"].AsArray().Select(l => l!["text"]!.GetValue<string>()),
    ];

    /// <summary>The most memory that this process has had since the last time that this was forgotten.</summary>
    private static long Peak(bool forget)
    {
        if (forget)
            File.WriteAllText("/proc/self/clear_refs", "5");
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
