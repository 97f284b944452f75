using MiniVercel.Platform.Postgres;

namespace MiniVercel.Platform.Tests.Postgres;

public sealed class PostgresBinariesTests
{
    [Fact]
    public async Task A_database_of_a_version_that_is_gone_names_the_package_to_install()
    {
        await using var folder = new ThrowAwayFolder();
        await using (await folder.Start())
        {
        }

        var options = new PrivatePostgresOptions { Durable = false, Source = new Shelf([new PostgresBinaries(99, "/nowhere")]) };

        var missing = await Assert.ThrowsAsync<PostgresMissingException>(() => folder.Start(options));
        Assert.Contains("apt-get install postgresql-", missing.Message, StringComparison.Ordinal);
        Assert.Contains("only 99 is installed", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_version_is_opened_by_that_version_though_a_newer_one_is_there()
    {
        var old = new PostgresBinaries(15, "/old");
        var shelf = new Shelf([new PostgresBinaries(18, "/new"), old]);

        Assert.Equal(old, await PostgresBinaries.For(15, shelf, CancellationToken.None));
        Assert.Equal(18, (await PostgresBinaries.For(null, shelf, CancellationToken.None)).Major);
    }

    [Fact]
    public async Task What_is_missing_is_installed_once_and_then_used()
    {
        var shelf = new Shelf([], new PostgresBinaries(17, "/fresh"));

        Assert.Equal(17, (await PostgresBinaries.For(null, shelf, CancellationToken.None)).Major);
        Assert.Equal(1, shelf.Installs);
    }

    [Fact]
    public async Task A_version_that_is_there_is_not_installed_again()
    {
        var shelf = new Shelf([new PostgresBinaries(17, "/there")]);

        await PostgresBinaries.For(null, shelf, CancellationToken.None);

        Assert.Equal(0, shelf.Installs);
    }

    [Fact]
    public async Task A_version_that_was_lost_is_brought_again_by_the_source_that_has_it()
    {
        var shelf = new Shelf([new PostgresBinaries(15, "/old")], new PostgresBinaries(18, "/again"));

        Assert.Equal("/again", (await PostgresBinaries.For(18, shelf, CancellationToken.None)).Folder);
        Assert.Equal(1, shelf.Installs);
    }

    private sealed class Shelf(PostgresBinaries[] installed, PostgresBinaries? installable = null) : IPostgresSource
    {
        public int Installs { get; private set; }

        public int? Brings => installable?.Major;

        public Task<IReadOnlyList<PostgresBinaries>> Installed(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<PostgresBinaries>>(Installs == 0 || installable is null ? installed : [.. installed, installable]);

        public Task Install(CancellationToken cancellationToken)
        {
            Installs++;
            return Task.CompletedTask;
        }
    }
}
