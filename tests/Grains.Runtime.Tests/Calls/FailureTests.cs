namespace MiniVercel.Runtime.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData("sync", nameof(ActorGrain.Fail))]
    [InlineData("async", "FailLater")]
    public async Task What_a_grain_throws_reaches_the_caller_as_it_is_with_its_stack(string how, string where)
    {
        await using var engine = new Engine();

        var thrown = await Assert.ThrowsAsync<FormatException>(() => engine.Grains.GetGrain<IActorGrain>("a").Fail(how));

        Assert.Contains(where, thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grain_that_gives_up_cancels_its_caller()
    {
        await using var engine = new Engine();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.Grains.GetGrain<IActorGrain>("a").Fail("canceled"));
    }

    [Fact]
    public async Task An_inconsistent_state_that_escapes_ends_the_activation_and_only_that_one()
    {
        await using var engine = new Engine();
        var (caller, stale) = (engine.Grains.GetGrain<IActorGrain>("caller"), engine.Grains.GetGrain<IActorGrain>("stale"));
        var (callerLife, staleLife) = (await caller.Life(), await stale.Life());

        var thrown = await Assert.ThrowsAsync<InconsistentStateException>(() => caller.CallAndFail("stale", "stale"));

        Assert.Equal("2", thrown.StoredEtag);
        Assert.NotEqual(staleLife, await stale.Life());
        Assert.Equal(callerLife, await caller.Life());
        Assert.Contains("deactivates: ApplicationError", engine.Stage.Script);
    }

    [Fact]
    public async Task Nobody_waits_for_a_one_way_call_and_its_failure_is_logged()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");

        Assert.True(grain.ShoutAndFail().IsCompletedSuccessfully);
        Assert.True(grain.Shout("heard").IsCompletedSuccessfully);
        await engine.Stage.Hear("heard");

        Assert.Contains(engine.Log.Lines, it => it.Exception is FormatException);
    }
}
