using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Silo.Tests.Building.Tools;

public sealed class VersionListsTests
{
    private readonly StandingClock _clock = new();
    private readonly List<string> _asked = [];
    private readonly VersionLists _lists;
    private string[] _answer = ["1.0.0"];

    public VersionListsTests() => _lists = new VersionLists(
        (package, range, _) =>
        {
            _asked.Add($"{package}@{range}");
            return Task.FromResult<IReadOnlyList<string>>(_answer);
        },
        _clock);

    [Fact]
    public async Task The_registry_is_asked_once_an_hour_for_each_range()
    {
        await Of("pnpm", "9");
        await Of("pnpm", "8");
        _answer = ["1.0.0", "1.0.1"];
        _clock.Passed = TimeSpan.FromMinutes(59);
        Assert.Equal(["1.0.0"], await Of("pnpm", "9"));

        _clock.Passed = TimeSpan.FromMinutes(60);
        Assert.Equal(["1.0.0", "1.0.1"], await Of("pnpm", "9"));
        Assert.Equal(["pnpm@9", "pnpm@8", "pnpm@9"], _asked);
    }

    [Fact]
    public async Task No_answer_is_not_kept()
    {
        _answer = [];
        await Of("pnpm", "9");
        _answer = ["1.0.0"];

        Assert.Equal(["1.0.0"], await Of("pnpm", "9"));
    }

    [Fact]
    public async Task However_many_ranges_projects_name_a_bounded_number_is_kept()
    {
        for (var i = 0; i < 101; i++)
            await Of("pnpm", $"{i}");

        await Of("pnpm", "0");
        await Of("pnpm", "100");

        Assert.Equal(102, _asked.Count);
    }

    private Task<IReadOnlyList<string>> Of(string package, string range) => _lists.Of(package, range, CancellationToken.None);

    private sealed class StandingClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
