using Microsoft.Extensions.Logging.Abstractions;

namespace MiniVercel.Runtime.Tests;

public sealed class ObserverManagerTests
{
    private DateTime _now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Renewing_keeps_a_subscriber_and_silence_does_not()
    {
        var manager = Manager();
        manager.Subscribe("renews", []);
        manager.Subscribe("silent", []);

        _now += TimeSpan.FromSeconds(40);
        manager.Subscribe("renews", []);
        _now += TimeSpan.FromSeconds(40);
        manager.ClearExpired();

        Assert.Equal(["renews"], manager.Observers.Keys);
    }

    [Fact]
    public async Task One_that_throws_is_forgotten_and_the_others_still_hear()
    {
        var manager = Manager();
        List<string> one = [], two = [], three = [];
        manager.Subscribe("1", one);
        manager.Subscribe("2", two);
        manager.Subscribe("3", three);

        manager.Notify(it => (it == two ? throw new FormatException() : it).Add("heard"));
        await manager.Notify(it => it == three ? Task.FromException(new FormatException()) : Task.CompletedTask);

        Assert.Equal(["heard"], one);
        Assert.Empty(two);
        Assert.Equal(["heard"], three);
        Assert.Equal([one], manager);
    }

    [Fact]
    public async Task A_notification_may_change_the_subscribers_and_a_predicate_may_pass_some_over()
    {
        var manager = Manager();
        List<string> one = [], two = [];
        manager.Subscribe("1", one);
        manager.Subscribe("2", two);

        await manager.Notify(
            it =>
            {
                manager.Clear();
                it.Add("heard");
                return Task.CompletedTask;
            },
            it => it == two);

        Assert.Empty(one);
        Assert.Equal(["heard"], two);
        Assert.Equal(0, manager.Count);
    }

    private ObserverManager<string, List<string>> Manager() =>
        new(TimeSpan.FromMinutes(1), NullLogger.Instance) { GetDateTime = () => _now };
}
