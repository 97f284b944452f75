using MiniVercel.Platform.Domains;

namespace MiniVercel.Platform.Tests.Domains;

public sealed class DomainStoreTests : DatabaseTest
{
    private DomainStore Domains => new(Database);

    [Fact]
    public async Task A_name_may_be_claimed_by_several_each_with_a_token_of_its_own()
    {
        var (first, second) = (await Rows.Project(), await Rows.Project());
        Assert.IsType<DomainAddition.Added>(await Add("dom_1", first, isProven: false));
        Assert.IsType<DomainAddition.Added>(await Add("dom_2", second, isProven: false));
        Assert.IsType<DomainAddition.Taken>(await Add("dom_3", second, isProven: false));

        Assert.Equal((2, 2, 0), await Ask<(int, int, int)>(
            "select count(*)::int, count(distinct token)::int, (select count(*)::int from hosts) from domains"));
    }

    [Fact]
    public async Task What_another_project_has_verified_is_claimed_by_nobody()
    {
        var (first, second) = (await Rows.Project(), await Rows.Project());
        Assert.IsType<DomainAddition.Added>(await Add("dom_1", first, isProven: true));

        Assert.IsType<DomainAddition.Taken>(await Add("dom_2", second, isProven: true));
        Assert.IsType<DomainAddition.Taken>(await Add("dom_3", second, isProven: false));
        Assert.Equal((first.Value, "custom"), await Ask<(string, string)>("select project_id, kind from hosts"));
    }

    [Fact]
    public async Task Added_again_because_the_answer_got_lost_it_is_there_once()
    {
        var project = await Rows.Project();

        for (var i = 0; i < 2; i++)
            Assert.IsType<DomainAddition.Added>(await Add("dom_1", project, isProven: true));

        Assert.Equal((1, 1), await Ask<(int, int)>("select (select count(*)::int from domains), (select count(*)::int from hosts)"));
    }

    [Fact]
    public async Task A_deleted_project_is_given_none()
    {
        var project = await Rows.Project();
        await Rows.DeleteProject(project);

        Assert.IsType<DomainAddition.ProjectGone>(await Add("dom_1", project, isProven: true));
    }

    [Fact]
    public async Task A_name_is_served_until_it_is_removed()
    {
        var project = await Rows.Project();
        await Add("dom_1", project, isProven: true);

        Assert.True(await Domains.Remove(TeamId.Default, project, "www.customer.com", CancellationToken.None));
        Assert.False(await Domains.Remove(TeamId.Default, project, "www.customer.com", CancellationToken.None));
        Assert.Equal(0, await Ask<int>("select count(*) from hosts"));
    }

    private Task<DomainAddition> Add(string id, ProjectId project, bool isProven) =>
        Domains.Add(new DomainId(id), TeamId.Default, project, "www.customer.com", isProven, CancellationToken.None);
}
