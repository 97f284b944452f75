using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MiniVercel.Runtime.Tests;

public interface IServedGrain : IGrainWithStringKey
{
    Task<string> Describe();
}

public sealed class ServedGrain(
    IGrainContext context, IGrainFactory grains, [FromKeyedServices("greeting")] string greeting, ServedGrain.Tool tool, int answer = 42)
    : Grain, IServedGrain, IDisposable
{
    private readonly string _keyInConstructor = context.GrainId.Key.ToString();

    public Task<string> Describe() =>
        Task.FromResult($"{greeting} {_keyInConstructor} {answer} {GrainFactory == grains} {tool.Disposed} {context == GrainContext}");

    public void Dispose() => tool.Words.Add("grain");

    public sealed class Tool(List<string> words) : IDisposable
    {
        public List<string> Words => words;

        public bool Disposed { get; private set; }

        public void Dispose()
        {
            Disposed = true;
            words.Add("tool");
        }
    }
}

public interface IUnimplementedGrain : IGrainWithStringKey;

public interface ITwiceGrain : IGrainWithStringKey
{
    Task<string> Which();
}

public sealed class FirstTwiceGrain : Grain, ITwiceGrain
{
    public Task<string> Which() => Task.FromResult("first");
}

public sealed class SecondTwiceGrain : Grain, ITwiceGrain
{
    public Task<string> Which() => Task.FromResult("second");
}

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_grain_gets_whatever_its_constructor_asks_for_and_gives_it_back_when_it_ends()
    {
        var words = new List<string>();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddGrainRuntime().AddGrains(typeof(RegistrationTests).Assembly);
        builder.Services.AddSingleton(new Stage()).AddSingleton(words).AddScoped<ServedGrain.Tool>().AddKeyedSingleton("greeting", "hello");
        using var host = builder.Build();
        await host.StartAsync();

        Assert.Equal("hello a 42 True False True", await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IServedGrain>("a").Describe());
        await host.StopAsync();

        Assert.Equal(["grain", "tool"], words);
    }

    [Fact]
    public async Task A_missing_service_is_named_to_the_caller()
    {
        await using var engine = new Engine();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(engine.Grains.GetGrain<IServedGrain>("a").Describe);

        Assert.Contains("No keyed service", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_without_a_class_is_refused_and_one_with_two_wants_a_prefix()
    {
        await using var engine = new Engine();

        Assert.Contains("AddGrains", Assert.Throws<ArgumentException>(() => engine.Grains.GetGrain<IUnimplementedGrain>("a")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Grains.GetGrain<ITwiceGrain>("a"));
        Assert.Equal("second", await engine.Grains.GetGrain<ITwiceGrain>("a", "Second").Which());
    }

    [Fact]
    public void Limits_that_make_no_sense_are_named_at_start()
    {
        var services = new ServiceCollection().AddGrainRuntime(options =>
        {
            options.MailboxCapacity = 0;
            options.ResponseTimeout = TimeSpan.Zero;
        });

        var refused = Assert.Throws<OptionsValidationException>(
            () => services.BuildServiceProvider().GetRequiredService<IOptions<GrainRuntimeOptions>>().Value);

        Assert.Equal(2, refused.Failures.Count());
    }
}
