using MiniVercel.Testing.Http;
using MiniVercel.Testing.Load;

namespace MiniVercel.Testing.Tests.Load;

public class LoadReportTests
{
    private static readonly RawRequest Home = new("shop.localhost");

    private static Answer From(string? answerer, long startedAt, FailureKind failure = FailureKind.None, short status = 200) =>
        new(Home, startedAt, startedAt + 5, answerer, status, failure);

    [Fact]
    public void A_late_answer_of_the_old_version_disproves_the_switch()
    {
        var late = From("dpl_1", 101);
        var report = new LoadReport([[From("dpl_1", 90), From("dpl_2", 101)], [From("dpl_1", 100), late, From("dpl_2", 110)]], []);

        Assert.Equal([late], report.NotAnsweredBy("dpl_2", startedAfter: 100));
    }

    [Fact]
    public void An_answer_that_names_nobody_disproves_it_too_and_no_answer_is_a_failure_instead()
    {
        var nameless = From(null, 120);
        var lost = From(null, 130, FailureKind.Reset, status: 0);
        var report = new LoadReport([[nameless, lost]], []);

        Assert.Equal([nameless], report.NotAnsweredBy("dpl_2", startedAfter: 100));
        Assert.Equal([nameless, lost], report.StartedAfter(100));
        Assert.Equal(1, report.Failures[FailureKind.Reset]);
    }

    [Fact]
    public void Percentiles_are_values_that_were_measured()
    {
        var latency = Percentiles.Of(Enumerable.Range(1, 200).Reverse().Select(ms => TimeSpan.FromMilliseconds(ms)));

        Assert.Equal((100, 198, 200), (latency.P50.TotalMilliseconds, latency.P99.TotalMilliseconds, latency.Max.TotalMilliseconds));
        Assert.Equal(default, Percentiles.Of([]));
        Assert.Equal(TimeSpan.FromSeconds(1), Percentiles.Of([TimeSpan.FromSeconds(1)]).P50);
    }
}
