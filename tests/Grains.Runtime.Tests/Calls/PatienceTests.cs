namespace MiniVercel.Runtime.Tests;

public sealed partial class PatienceTests
{
    [Fact]
    public async Task A_caller_that_cancels_is_released_at_once_and_its_callee_hears_of_it()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        using var leave = new CancellationTokenSource();
        var call = grain.WaitOrCancel("gate", leave.Token);
        await engine.Stage.Hear("gate begins");

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await engine.Stage.Hear("gate is canceled");
    }

    [Fact]
    public async Task A_token_that_is_canceled_already_sends_nothing()
    {
        await using var engine = new Engine();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.Grains.GetGrain<IActorGrain>("a").WaitOrCancel("gate", new CancellationToken(canceled: true)));

        Assert.Empty(engine.Stage.Script);
    }
}
