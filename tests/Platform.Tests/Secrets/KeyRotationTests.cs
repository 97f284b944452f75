using MiniVercel.Platform.Git;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Variables;
using MiniVercel.Ports;
using MiniVercel.Testing.Barriers;

namespace MiniVercel.Platform.Tests.Secrets;

public sealed class KeyRotationTests : DatabaseTest
{
    private const int Secrets = 250;

    private readonly SecretKey _old = SecretKey.New();
    private readonly SecretKey _new = SecretKey.New();
    private ProjectId _project;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _project = await Rows.Project();
        foreach (var project in new[] { _project, await Rows.Project() })
        {
            var wanted = Enumerable.Range(0, Secrets / 2).Select(i => New($"K{i}", $"value {i}")).ToList();
            Assert.IsType<VariableChange.Done>(await Store(_old).Add(TeamId.Default, project, wanted, replace: false, default));
        }
    }

    [Fact]
    public async Task After_a_rotation_the_old_key_is_not_needed_and_every_value_is_what_it_was()
    {
        var rotated = await Rotation(new RecordedFailpoints()).Go(int.MaxValue, default);

        Assert.Equal(new Rotated(_new.Id, Secrets, 0, 0), rotated);
        Assert.Equal([new KeyUse(_new.Id, Secrets)], await Rotation(new RecordedFailpoints()).Keys(default));
        await EveryValueIsThere(_new);
        Assert.Equal(new Rotated(_new.Id, 0, 0, 0), await Rotation(new RecordedFailpoints()).Go(int.MaxValue, default));
    }

    [Fact]
    public async Task One_that_is_broken_off_has_lost_nothing_and_goes_on_where_it_was()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => Rotation(new After(137)).Go(int.MaxValue, default));

        Assert.Equal([new KeyUse(_new.Id, 137), new KeyUse(_old.Id, Secrets - 137)], await Rotation(new RecordedFailpoints()).Keys(default));
        await EveryValueIsThere(_new, _old);

        Assert.Equal(new Rotated(_new.Id, Secrets - 137, 0, 0), await Rotation(new RecordedFailpoints()).Go(int.MaxValue, default));
        await EveryValueIsThere(_new);
    }

    [Fact]
    public async Task A_part_is_done_when_it_is_enough()
    {
        var part = await Rotation(new RecordedFailpoints()).Go(1, default);

        Assert.InRange(part.Resealed, 1, Secrets - 1);
        Assert.Equal(Secrets - part.Resealed, part.Remaining);
    }

    [Fact]
    public async Task Two_at_once_and_somebody_who_changes_a_value_do_not_disturb_each_other()
    {
        var store = Store(_new, _old);
        await Task.WhenAll(
            Rotation(new RecordedFailpoints()).Go(int.MaxValue, default), Rotation(new RecordedFailpoints()).Go(int.MaxValue, default),
            store.Change(TeamId.Default, _project, "K7", null, new VariablePatch("another", null, null), null, default));

        Assert.Equal([new KeyUse(_new.Id, Secrets)], await Rotation(new RecordedFailpoints()).Keys(default));
        Assert.Equal("another", (await Given(Store(_new))).Values["K7"]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_holds_nothing_up()
    {
        await Tell("update environment_variables set envelope = replace(envelope, @old, 'ffffffffffff') where key in ('K0', 'K50')", new { old = _old.Id });

        var rotated = await Rotation(new RecordedFailpoints()).Go(int.MaxValue, default);

        Assert.Equal(new Rotated(_new.Id, Secrets - 4, 4, 4), rotated);
    }

    [Fact]
    public async Task It_is_no_change_of_a_variable()
    {
        var before = await Given(Store(_old));

        await Rotation(new RecordedFailpoints()).Go(int.MaxValue, default);

        Assert.Equal(before.Seen.Fingerprint, (await Given(Store(_new))).Seen.Fingerprint);
    }

    [Fact]
    public async Task A_projects_credential_for_its_repository_is_sealed_anew_as_well()
    {
        var token = new GitCredential.Token("https://git.example.com:443", "x-access-token", "the token");
        await new GitCredentials(Database, new SecretBox([_old])).Keep(TeamId.Default, _project, token, default);

        await new KeyRotation(Database, new SecretBox([_new, _old]), [VariableStore.Table, GitCredentials.Table], new RecordedFailpoints()).Go(int.MaxValue, default);

        Assert.Equal(token, await new GitCredentials(Database, new SecretBox([_new])).Find(_project, default));
    }

    private async Task EveryValueIsThere(params SecretKey[] keys)
    {
        var values = (await Given(Store(keys))).Values;
        Assert.Equal(Secrets / 2, values.Count);
        Assert.All(values, v => Assert.Equal($"value {v.Key[1..]}", v.Value));
    }

    private KeyRotation Rotation(IFailpoints failpoints) => new(Database, new SecretBox([_new, _old]), [VariableStore.Table], failpoints);

    private VariableStore Store(params SecretKey[] keys) => new(Database, new SecretBox(keys));

    private Task<GivenVariables> Given(VariableStore store) =>
        store.For(TeamId.Default, _project, Targets.Production, VariableScope.Build, new ReservedNames([]), default);

    private static NewVariable New(string key, string value) =>
        new(NewId.Of<VariableId>(TimeProvider.System), key, value, Targets.All, VariableScope.Both);

    /// <summary>Breaks off when so many are done.</summary>
    private sealed class After(int count) : IFailpoints
    {
        private int _left = count;

        public void Reach(Failpoint failpoint)
        {
            if (--_left == 0)
                throw new OperationCanceledException();
        }
    }
}
