using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Platform.Tests.Variables;

public sealed class VariableStoreTests : DatabaseTest
{
    private static readonly ReservedNames Reserved = new([]);

    private VariableStore _store = null!;
    private ProjectId _project;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _store = new VariableStore(Database, new SecretBox([SecretKey.New()]));
        _project = await Rows.Project();
    }

    [Fact]
    public async Task A_value_lies_sealed_and_comes_back_as_it_was()
    {
        await Add("TOKEN", "plain-to-see\nümläut");

        Assert.Equal("plain-to-see\nümläut", (await Given()).Values["TOKEN"]);
        Assert.DoesNotContain("plain-to-see", await Ask<string>("select row_to_json(v)::text from environment_variables v"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update environment_variables set key = 'OTHER'")]
    [InlineData("update environment_variables set id = 'env_other'")]
    [InlineData("update environment_variables set envelope = overlay(envelope placing case right(left(envelope, 40), 1) when 'A' then 'B' else 'A' end from 40 for 1)")]
    public async Task What_somebody_has_changed_in_the_database_is_not_opened(string tampering)
    {
        await Add("TOKEN", "a value of some length");

        await Tell(tampering);

        await Assert.ThrowsAsync<SecretUnreadableException>(Given);
    }

    [Fact]
    public async Task A_secret_cannot_be_moved_to_another_project_or_key()
    {
        await Add("TOKEN", "mine");
        await Add("OTHER", "also mine");
        await Tell("update environment_variables a set envelope = b.envelope from environment_variables b where a.key = 'OTHER' and b.key = 'TOKEN'");

        await Assert.ThrowsAsync<SecretUnreadableException>(Given);
    }

    [Fact]
    public async Task Adding_again_because_the_answer_got_lost_adds_once()
    {
        var wanted = New("TOKEN", "v");

        var first = await _store.Add(TeamId.Default, _project, [wanted], replace: false, default);
        var again = await _store.Add(TeamId.Default, _project, [wanted], replace: false, default);

        Assert.Equal([wanted.Id], Assert.IsType<VariableChange.Done>(first).Ids);
        Assert.Equal([wanted.Id], Assert.IsType<VariableChange.Done>(again).Ids);
        Assert.Equal(1, Assert.Single(await List()).Version);
    }

    [Fact]
    public async Task Of_two_changes_of_what_was_seen_one_counts()
    {
        await Add("TOKEN", "v");

        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => _store.Change(TeamId.Default, _project, "TOKEN", null, new VariablePatch($"value {i}", null, null), seen: 1, default)));

        Assert.Single(changes.OfType<VariableChange.Done>());
        Assert.Equal(7, changes.OfType<VariableChange.Stale>().Count());
        Assert.Equal(2, Assert.Single(await List()).Version);
    }

    [Fact]
    public async Task Those_who_add_at_once_do_not_pass_the_limit_or_each_other()
    {
        var filling = Enumerable.Range(0, VariableLimits.Most - 2).Select(i => New($"K{i}", "v")).ToList();
        Assert.IsType<VariableChange.Done>(await _store.Add(TeamId.Default, _project, filling, replace: false, default));

        var changes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Add($"N{i / 2}", "v")));

        Assert.Equal(2, changes.OfType<VariableChange.Done>().Count());
        Assert.Equal(VariableLimits.Most, (await List()).Count);
    }

    [Fact]
    public async Task Nothing_lands_at_a_project_that_is_gone_or_anothers()
    {
        Assert.IsType<VariableChange.NotFound>(await _store.Add(new TeamId("team_other"), _project, [New("A", "v")], replace: false, default));
        await Rows.DeleteProject(_project);
        Assert.IsType<VariableChange.NotFound>(await Add("A", "v"));
    }

    [Fact]
    public async Task With_its_project_a_secret_is_gone()
    {
        var other = await Rows.Project();
        await Add("TOKEN", "v");
        await _store.Add(TeamId.Default, other, [New("KEPT", "v")], replace: false, default);

        await new ProjectSecrets(Database, [VariableStore.Table]).Forget(_project);

        Assert.Equal("KEPT", await Ask<string>("select key from environment_variables"));
    }

    [Fact]
    public async Task What_is_reserved_by_now_is_not_given_to_anything()
    {
        await Add("TOKEN", "v");
        await Add("NODE_OPTIONS", "--require /tmp/x");

        Assert.Equal("TOKEN", Assert.Single((await Given()).Seen.Keys));
    }

    private Task<VariableChange> Add(string key, string value) => _store.Add(TeamId.Default, _project, [New(key, value)], replace: false, default);

    private static NewVariable New(string key, string value) =>
        new(NewId.Of<VariableId>(TimeProvider.System), key, value, Targets.All, VariableScope.Both);

    private Task<IReadOnlyList<Variable>> List() => _store.List(TeamId.Default, _project, default);

    private Task<GivenVariables> Given() => _store.For(TeamId.Default, _project, Targets.Preview, VariableScope.Build, Reserved, default);
}
