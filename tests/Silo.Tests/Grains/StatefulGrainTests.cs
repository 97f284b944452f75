using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniVercel.Ports;
using MiniVercel.Testing.Engines;

namespace MiniVercel.Silo.Tests.Grains;

/// <summary>What becomes of a grain whose write failed.</summary>
public sealed class StatefulGrainTests : IAsyncLifetime
{
    private readonly FailingStorage _storage = new();
    private IHost _host = null!;
    private INoteGrain _grain = null!;

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddKeyedSingleton<IGrainStorage>("failing", _storage);
        builder.Services.AddTestEngine(typeof(NoteGrain).Assembly);
        _host = builder.Build();
        await _host.StartAsync();
        _grain = _host.Services.GetRequiredService<IGrainFactory>().GetGrain<INoteGrain>("note");
        await _grain.Write("first");
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task A_write_that_succeeds_is_the_state_and_the_activation_stays()
    {
        var before = await _grain.Read();

        await _grain.Write("second");

        Assert.Equal(before with { Text = "second" }, await _grain.Read());
    }

    [Fact]
    public async Task A_write_that_fails_brings_the_old_state_back_at_once()
    {
        _storage.FailsBefore = new IOException("The disk is full.");

        Assert.Equal("first", (await _grain.WriteAndLookBack("second")).Text);
    }

    [Fact]
    public async Task After_a_write_that_failed_the_next_call_finds_another_activation()
    {
        var before = await _grain.Read();
        _storage.FailsBefore = new IOException("The disk is full.");

        await Assert.ThrowsAsync<OrleansException>(() => _grain.Write("second"));
        _storage.FailsBefore = null;

        var after = await _grain.Read();
        Assert.Equal("first", after.Text);
        Assert.NotEqual(before.Activation, after.Activation);
    }

    [Fact]
    public async Task A_write_that_was_carried_out_but_said_to_fail_is_there_for_the_next_call()
    {
        _storage.FailsAfter = new IOException("The answer was lost.");

        Assert.Equal("first", (await _grain.WriteAndLookBack("second")).Text);

        Assert.Equal("second", (await _grain.Read()).Text);
    }

    [Fact]
    public async Task A_value_that_is_taken_is_said_so_to_the_caller()
    {
        _storage.FailsBefore = new DuplicateKeyException("projects_name", new InvalidOperationException());

        var taken = await Assert.ThrowsAsync<DuplicateKeyException>(() => _grain.Write("second"));

        Assert.Equal("projects_name", taken.Constraint);
    }

    [Fact]
    public async Task A_state_that_somebody_else_changed_is_said_so_to_the_caller()
    {
        var before = await _grain.Read();
        _storage.FailsBefore = new InconsistentStateException("Somebody else was first.");

        await Assert.ThrowsAsync<InconsistentStateException>(() => _grain.Write("second"));

        Assert.NotEqual(before.Activation, (await _grain.Read()).Activation);
    }
}
