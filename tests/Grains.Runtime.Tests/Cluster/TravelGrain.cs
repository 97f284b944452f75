using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MiniVercel.Runtime.Tests;

[GenerateSerializer, Immutable, JsonConverter(typeof(Converter))]
public readonly record struct TravelId(string Value)
{
    public sealed class Converter : JsonConverter<TravelId>
    {
        public override TravelId Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(System.Text.Json.Utf8JsonWriter writer, TravelId value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

[GenerateSerializer, Immutable]
public abstract record Outcome
{
    private Outcome()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Done(TravelId Id, ImmutableArray<int> Numbers, Outcome? Before) : Outcome;

    [GenerateSerializer, Immutable]
    public sealed record Refused : Outcome;
}

public sealed class UnknownElsewhereException(int code) : Exception($"code {code}");

public sealed class KnownElsewhereException : Exception
{
    public KnownElsewhereException(string message) : base(message)
    {
    }

    public KnownElsewhereException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>What all silos of a test ran, by call, so that nothing is run twice unseen.</summary>
public sealed class Ledger
{
    public ConcurrentDictionary<int, int> Runs { get; } = new();

    /// <summary>Increments whose write was acknowledged to the grain.</summary>
    public ConcurrentDictionary<string, int> Written { get; } = new();

    public ConcurrentDictionary<(string Key, SiloAddress Silo), int> Lives { get; } = new();
}

public interface ITravelGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();

    Task<int> Life();

    Task<int> Add(int call);

    Task<Outcome?> Echo(Outcome? outcome, (int A, string? B) pair, Dictionary<string, TimeSpan>? map);

    Task<string> Say(string text);

    Task<byte[]> Bytes(int count);

    Task<SiloAddress> Ask(ITravelGrain other);

    Task<ITravelGrain?> Self(bool really);

    Task<string?> Context(string key);

    Task Fail(string how);

    Task<object> Untold();

    [ResponseTimeout("00:00:30")]
    Task WaitOrCancel(string name, CancellationToken cancellationToken = default);

    [ResponseTimeout("00:00:00.3")]
    Task Hurry(string name);

    [OneWay]
    Task Shout(string text);

    Task Subscribe(IBellObserver observer);

    Task Ring(int number);

    Task<string> AskAll(string name);

    Task End();
}

public class TravelGrain(ILocalSiloDetails silo, Stage stage, Ledger ledger, [PersistentState("count", "memory")] IPersistentState<CounterState> count)
    : Grain, ITravelGrain
{
    private readonly List<IBellObserver> _observers = [];
    private readonly SiloAddress _silo = silo.SiloAddress;
    private int _calls;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ledger.Lives.AddOrUpdate((this.GetPrimaryKeyString(), _silo), 1, (_, lives) => lives + 1);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        ledger.Lives.AddOrUpdate((this.GetPrimaryKeyString(), _silo), 0, (_, lives) => lives - 1);
        return Task.CompletedTask;
    }

    public Task<SiloAddress> Where() => Task.FromResult(_silo);

    public Task<int> Life() => Task.FromResult(++_calls);

    public async Task<int> Add(int call)
    {
        ledger.Runs.AddOrUpdate(call, 1, (_, runs) => runs + 1);
        var before = count.State;
        count.State = before with { Count = before.Count + 1 };
        try
        {
            await count.WriteStateAsync();
        }
        catch
        {
            count.State = before;
            throw;
        }

        ledger.Written.AddOrUpdate(this.GetPrimaryKeyString(), 1, (_, sum) => sum + 1);
        return count.State.Count;
    }

    public Task<Outcome?> Echo(Outcome? outcome, (int A, string? B) pair, Dictionary<string, TimeSpan>? map)
    {
        stage.Say($"{pair} {map?["a"]}");
        return Task.FromResult(outcome);
    }

    public Task<string> Say(string text) => Task.FromResult(text);

    public Task<byte[]> Bytes(int count) => Task.FromResult(new byte[count]);

    public Task<SiloAddress> Ask(ITravelGrain other) => other.Where();

    public Task<ITravelGrain?> Self(bool really) => Task.FromResult(really ? (ITravelGrain)this : null);

    public Task<string?> Context(string key)
    {
        var value = RequestContext.Get(key);
        RequestContext.Set(key, "changed by the grain");
        return Task.FromResult(value is null ? null : $"{value.GetType().Name} {value}");
    }

    public Task Fail(string how)
    {
        Exception inner = new FormatException("the cause");
        throw how switch
        {
            "known" => new KnownElsewhereException("known", inner),
            "unknown" => new UnknownElsewhereException(7),
            "stale" => new InconsistentStateException("stale", "2", "1"),
            "argument" => new ArgumentNullException(nameof(how)),
            "timeout" => new TimeoutException("its own"),
            _ => new OperationCanceledException("gave up"),
        };
    }

    public Task<object> Untold() => Task.FromResult<object>("what?");

    public async Task WaitOrCancel(string name, CancellationToken cancellationToken)
    {
        stage.Say($"{name} begins");
        try
        {
            await stage.Gate(name).WaitAsync(cancellationToken);
            stage.Say($"{name} ends");
        }
        catch (OperationCanceledException)
        {
            stage.Say($"{name} is canceled");
            throw;
        }
    }

    public Task Hurry(string name) => WaitOrCancel(name, CancellationToken.None);

    public Task Shout(string text)
    {
        stage.Say(text);
        return Task.CompletedTask;
    }

    public Task Subscribe(IBellObserver observer)
    {
        _observers.Add(observer);
        return Task.CompletedTask;
    }

    public Task Ring(int number)
    {
        foreach (var one in _observers) one.OnRing(number);
        return Task.CompletedTask;
    }

    public async Task<string> AskAll(string name)
    {
        foreach (var one in _observers) await one.OnAsked(name);
        return "all were asked";
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();
}

[PreferRole("worker")]
public sealed class WorkerGrain(ILocalSiloDetails silo) : Grain, IWorkerGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}

public interface ILocalGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();
}

[PreferLocalPlacement]
public sealed class LocalGrain(ILocalSiloDetails silo) : Grain, ILocalGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}
