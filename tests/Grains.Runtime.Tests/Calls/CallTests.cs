namespace MiniVercel.Runtime.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_wakes_the_grain_of_its_key_and_brings_the_answer_back()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IEchoGrain>("a");

        Assert.Equal("a", await grain.Key());
        Assert.Equal("b", await engine.Grains.GetGrain<IEchoGrain>("b").Key());
        Assert.Equal("echo/a", grain.GetGrainId().ToString());
        Assert.Equal("a", grain.GetPrimaryKeyString());
    }

    [Fact]
    public async Task Overloads_generics_tuples_and_null_arrive_as_they_were_sent()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IEchoGrain>("a");

        Assert.Equal(3, await grain.Add(1, 2));
        Assert.Equal(6, await grain.Add(1, 2, 3));
        Assert.Null(await grain.Shapes(null, (1, null)));
        Assert.Equal((7, "seven"), (await grain.Shapes([], (7, "seven"), "x", "y"))!["y"]);
        await grain.Nothing();
    }

    [Fact]
    public async Task Neither_the_caller_s_context_nor_that_of_the_turn_before_flows_into_a_turn()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IEchoGrain>("a");
        EchoGrain.Ambient.Value = "the caller's";

        Assert.All(await Task.WhenAll(grain.Where(), grain.Where(), grain.Where()), Assert.Null);
        Assert.Equal("the caller's", EchoGrain.Ambient.Value);
    }

    [Fact]
    public async Task Two_references_to_one_grain_are_equal()
    {
        await using var engine = new Engine();

        Assert.Equal(engine.Grains.GetGrain<IEchoGrain>("a"), engine.Grains.GetGrain<IEchoGrain>("a"));
        Assert.NotEqual(engine.Grains.GetGrain<IEchoGrain>("a"), engine.Grains.GetGrain<IEchoGrain>("b"));
    }
}
