namespace MiniVercel.Runtime.Tests;

public sealed class PersistentStateTests
{
    [Fact]
    public async Task State_is_read_before_the_grain_activates_and_survives_it()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ICounterGrain>("a");
        Assert.Equal(1, await grain.Increment());
        Assert.Equal(("1", true), await grain.Record());

        await grain.EndAfterWriting();

        Assert.Equal(2, await grain.Count());
        Assert.Equal(["activates with 0 and 0", "activates with 2 and 0"], engine.Stage.Script);
    }

    [Fact]
    public async Task Cleared_state_is_a_new_one()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ICounterGrain>("a");
        await grain.Increment();

        await grain.Clear();

        Assert.Equal(0, await grain.Count());
        Assert.Equal((null, false), await grain.Record());
    }

    [Fact]
    public async Task A_write_over_someone_else_s_ends_the_activation_and_the_next_reads_anew()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ICounterGrain>("a");
        await grain.Increment();
        engine.Storage.WriteBehindItsBack("counter", grain.GetGrainId(), new CounterState { Count = 10 });

        await Assert.ThrowsAsync<InconsistentStateException>(grain.Increment);

        Assert.Equal(11, await grain.Increment());
    }

    [Fact]
    public async Task What_a_database_throws_reaches_the_grain_as_the_engine_s_own_exception()
    {
        await using var engine = new Engine();
        engine.Storage.BeforeWrite = () => throw new IOException("disk full");
        var grain = engine.Grains.GetGrain<ICounterGrain>("a");

        var thrown = await Assert.ThrowsAsync<OrleansException>(grain.Increment);

        Assert.Equal("disk full", Assert.IsType<IOException>(thrown.InnerException).Message);
    }

    [Fact]
    public async Task State_that_cannot_be_read_fails_the_call()
    {
        await using var engine = new Engine();
        engine.Storage.ReadFailure = new IOException("no disk");
        var grain = engine.Grains.GetGrain<ICounterGrain>("a");
        await Assert.ThrowsAsync<OrleansException>(grain.Count);

        engine.Storage.ReadFailure = null;

        Assert.Equal(0, await grain.Count());
    }

    [Fact]
    public async Task A_write_in_flight_when_the_grain_is_asked_to_end_is_awaited_before_the_end()
    {
        await using var engine = new Engine();
        engine.Storage.BeforeWrite = async () =>
        {
            engine.Stage.Say("writes");
            await engine.Stage.Gate("disk");
        };
        var grain = engine.Grains.GetGrain<ICounterGrain>("a");

        var ending = grain.EndAfterWriting();
        await engine.Stage.Hear("writes");
        var next = grain.Count();
        Assert.False(next.IsCompleted);
        engine.Stage.Open("disk");
        await ending;

        Assert.Equal(1, await next);
    }
}
