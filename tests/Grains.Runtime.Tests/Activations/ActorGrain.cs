using Microsoft.Extensions.Logging;

namespace MiniVercel.Runtime.Tests;

public interface IActorGrain : IGrainWithStringKey
{
    Task Say(string line);

    /// <summary>Says that it began, waits at the gate, says that it ended.</summary>
    Task Wait(string name);

    Task WaitOrCancel(string name, CancellationToken cancellationToken);

    [ResponseTimeout("00:00:05")]
    Task Hurry(string name);

    [OneWay]
    Task Shout(string line);

    [OneWay]
    Task ShoutAndFail();

    Task<int> Life();

    Task End();

    Task Fail(string how);

    Task CallAndFail(string other, string how);
}

/// <summary>A grain that tells the <see cref="Stage"/> what happens to it, and waits at its gates.</summary>
public sealed class ActorGrain(Stage stage, ILogger<ActorGrain> logger, IGrainContext context) : Grain, IActorGrain
{
    private static int s_lives;
    private readonly int _life = Interlocked.Increment(ref s_lives);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Say("activates");
        if (stage.OnActivate is { } act) await act(this, cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Say($"deactivates: {reason.ReasonCode}");
        if (stage.OnDeactivate is { } act) await act(this, cancellationToken);
    }

    public Task Say(string line)
    {
        stage.Say(line);
        return Task.CompletedTask;
    }

    public async Task Wait(string name)
    {
        stage.Say($"{name} begins");
        await stage.Gate(name);
        stage.Say($"{name} ends");
    }

    public async Task WaitOrCancel(string name, CancellationToken cancellationToken)
    {
        stage.Say($"{name} begins");
        try
        {
            await stage.Gate(name).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            stage.Say($"{name} is canceled");
            throw;
        }
    }

    public Task Hurry(string name) => Wait(name);

    public Task Shout(string line) => Say(line);

    public Task ShoutAndFail() => Fail("sync");

    public Task<int> Life() => Task.FromResult(_life);

    public Task End()
    {
        DeactivateOnIdle();
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Fail(string how) => how switch
    {
        "sync" => throw new FormatException("at once"),
        "async" => FailLater(),
        "stale" => throw new InconsistentStateException("stale", "2", "1"),
        _ => throw new OperationCanceledException("the grain gave up"),
    };

    public Task CallAndFail(string other, string how) => GrainFactory.GetGrain<IActorGrain>(other).Fail(how);

    public void End(Exception? because = null)
    {
        logger.LogEnding(context.GrainId, because);
        this.DeactivateOnIdle();
    }

    private static async Task FailLater()
    {
        await Task.Yield();
        throw new FormatException("later");
    }
}

internal static partial class ActorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{GrainId} asks for its end")]
    public static partial void LogEnding(this ILogger logger, GrainId grainId, Exception? exception);
}
