using System.Globalization;
using System.Text;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Load;

/// <summary>Every answer of a run, and what follows from them.</summary>
public sealed class LoadReport
{
    private readonly IReadOnlyList<IReadOnlyList<Answer>> _answers;

    internal LoadReport(IReadOnlyList<IReadOnlyList<Answer>> answersByConnection, IReadOnlyList<LoadFailure> firstFailures)
    {
        _answers = answersByConnection;
        FirstFailures = firstFailures;
        Failures = Answers.Where(answer => answer.HasFailed).CountBy(answer => answer.Failure).ToDictionary();
        Statuses = Answers.Where(answer => answer.Status > 0).CountBy(answer => (int)answer.Status).ToDictionary();
        Latency = Percentiles.Of(Answers.Where(answer => !answer.HasFailed).Select(answer => answer.Latency));
    }

    /// <summary>All answers: those of one connection in their order, one connection after the other.</summary>
    public IEnumerable<Answer> Answers => _answers.SelectMany(connection => connection);

    public int Requests => _answers.Sum(connection => connection.Count);

    public int Failed => Failures.Values.Sum();

    public int Succeeded => Requests - Failed;

    public IReadOnlyDictionary<FailureKind, int> Failures { get; }

    /// <summary>How often each status was seen, on failed requests too where a status line came.</summary>
    public IReadOnlyDictionary<int, int> Statuses { get; }

    /// <summary>The earliest failures, twenty at most.</summary>
    public IReadOnlyList<LoadFailure> FirstFailures { get; }

    /// <summary>Of the requests that succeeded, from the first byte sent to the last byte received.</summary>
    public Percentiles Latency { get; }

    public int ConnectionsOpened { get; init; }

    /// <summary>Connections that the server closed between two requests, unannounced and unnoticed by any request.</summary>
    public int ConnectionsClosedWhileIdle { get; init; }

    public IEnumerable<string> Answerers => Answers.Select(answer => answer.AnsweredBy).OfType<string>().Distinct();

    /// <summary>The answers to requests that nobody can have received before <paramref name="ticks"/>.</summary>
    public IEnumerable<Answer> StartedAfter(long ticks) => Answers.Where(answer => answer.StartedAt > ticks);

    public IEnumerable<Answer> AnsweredBy(string answerer) => Answers.Where(answer => answer.AnsweredBy == answerer);

    /// <summary>
    /// What disproves a switch: answers by somebody else, or by nobody named, to requests begun after it.
    /// Requests without any answer are not here; they are <see cref="Failures"/>.
    /// </summary>
    public IEnumerable<Answer> NotAnsweredBy(string answerer, long startedAfter) =>
        StartedAfter(startedAfter).Where(answer => answer.Status > 0 && answer.AnsweredBy != answerer);

    /// <summary>For the message of an assertion.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"{Requests} requests on {ConnectionsOpened} connections, {Failed} failed; p50 {Latency.P50.TotalMilliseconds:0.0} ms,")
            .Append(CultureInfo.InvariantCulture, $" p99 {Latency.P99.TotalMilliseconds:0.0} ms, max {Latency.Max.TotalMilliseconds:0.0} ms");
        foreach (var (kind, count) in Failures.OrderByDescending(failure => failure.Value))
            text.Append(CultureInfo.InvariantCulture, $"\n{count} {kind}");
        foreach (var failure in FirstFailures)
            text.Append("\n  ").Append(failure);
        return text.ToString();
    }
}
