namespace MiniVercel.Runtime.Tests;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(string name, TimeSpan dueTime, TimeSpan period, bool keepAlive = false);

    Task StartAllForms();

    Task Change(TimeSpan dueTime, TimeSpan period);

    Task Stop();

    Task End();

    Task Wait(string name);

    /// <summary>A turn with nothing in it: once it is over, so are all before it.</summary>
    Task Rest();
}

/// <summary>A grain whose ticks are told to the <see cref="Stage"/>.</summary>
public sealed class TimerGrain(Stage stage) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Say($"deactivates: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Start(string name, TimeSpan dueTime, TimeSpan period, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(TickAsync, name, new GrainTimerCreationOptions(dueTime, period) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StartAllForms()
    {
        var (second, never) = (TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(() => Tell("plain"), second, never);
        this.RegisterGrainTimer(_ => Tell("with token"), second, never);
        this.RegisterGrainTimer(Tell, "with state", second, never);
        this.RegisterGrainTimer((line, _) => Tell(line), "with both", second, never);
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Wait(string name)
    {
        stage.Say($"{name} begins");
        await stage.Gate(name);
    }

    public Task Rest() => Task.CompletedTask;

    private async Task TickAsync(string name, CancellationToken cancellationToken)
    {
        stage.Say($"tick {name}");
        await stage.OnTick(name, cancellationToken);
        stage.Say($"tock {name}");
    }

    private Task Tell(string line)
    {
        stage.Say(line);
        return Task.CompletedTask;
    }
}
