using System.Buffers;
using System.Diagnostics;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Load;

/// <summary>One user with one connection: asks, waits for the whole answer, asks again. Never twice for the same answer.</summary>
internal sealed class LoadLane(LoadPlan plan, LoadJournal journal, int number, CancellationToken stopped) : IDisposable
{
    private readonly List<Answer> _answers = [];
    private readonly (RawRequest Request, byte[] Bytes)[] _requests = [.. plan.Requests.Select(request => (request, request.ToBytes()))];
    private readonly ArrayBufferWriter<byte>? _body = plan.CheckBody is null ? null : new();
    private RawConnection? _connection;
    private CancellationTokenSource? _limit;
    private string? _lastAnswerer;

    public IReadOnlyList<Answer> Answers => _answers;

    public int Opened { get; private set; }

    public int ClosedWhileIdle { get; private set; }

    public async Task Run()
    {
        for (var turn = number; journal.TryTakeTurn(); turn++)
        {
            var (request, bytes) = _requests[turn % _requests.Length];
            var answer = await Ask(request, bytes);
            _answers.Add(answer);
            journal.OneMoreEnded();
            await Rest(answer.Failure == FailureKind.Refused ? plan.PauseAfterRefusal : plan.Pause);
        }

        HangUp();
    }

    public void Dispose()
    {
        HangUp();
        _limit?.Dispose();
    }

    private async ValueTask<Answer> Ask(RawRequest request, byte[] bytes)
    {
        var answer = new Answer(request, Stopwatch.GetTimestamp(), 0, null, 0, FailureKind.None);
        string detail;
        try
        {
            var limit = NewLimit();
            var connection = await Connected(limit);

            answer = answer with { StartedAt = Stopwatch.GetTimestamp() };
            await connection.Send(bytes, limit);
            var head = await connection.ReadHead(limit);
            _lastAnswerer = journal.Intern(head.Raw(plan.AnswererHeader), _lastAnswerer);
            answer = answer with { Status = (short)head.Status, AnsweredBy = _lastAnswerer };
            _body?.ResetWrittenCount();
            await connection.ReadBody(head, request.IsHead, _body, limit);
            answer = answer with { EndedAt = Stopwatch.GetTimestamp() };

            if (!connection.StaysOpen || !request.KeepAlive)
                HangUp();
            (var failure, detail) = Judge(answer);
            answer = answer with { Failure = failure };
        }
        catch (HttpFailure broken)
        {
            HangUp();
            answer = answer with { EndedAt = Stopwatch.GetTimestamp(), Failure = broken.Kind };
            detail = broken.Message;
        }
        catch (OperationCanceledException)
        {
            HangUp();
            answer = answer with { EndedAt = Stopwatch.GetTimestamp(), Failure = FailureKind.TooSlow };
            detail = $"no whole answer within {plan.MaxRequestTime.TotalSeconds} s";
        }

        if (answer.HasFailed)
            journal.Failed(new LoadFailure(answer, detail));
        return answer;
    }

    private (FailureKind Failure, string Detail) Judge(Answer answer)
    {
        if (!plan.AcceptsStatus(answer.Status))
            return (FailureKind.UnexpectedStatus, $"status {answer.Status} is not accepted");
        if (_body is null || answer.Request.IsHead || answer.Status is 204 or 304)
            return default;
        return plan.CheckBody!(answer, _body.WrittenSpan) is { } complaint ? (FailureKind.WrongBody, complaint) : default;
    }

    private async ValueTask<RawConnection> Connected(CancellationToken limit)
    {
        switch (_connection?.Idle())
        {
            case IdleState.Spoke:
                throw new HttpFailure(FailureKind.Malformed, "the idle connection brought bytes that nobody asked for");
            case IdleState.Closed:
                ClosedWhileIdle++;
                HangUp();
                break;
        }

        if (_connection is null)
        {
            _connection = await RawConnection.Open(plan.Endpoint, limit);
            Opened++;
        }

        return _connection;
    }

    private CancellationToken NewLimit()
    {
        if (_limit is null || !_limit.TryReset())
        {
            _limit?.Dispose();
            _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, plan.Clock);
        }

        _limit.CancelAfter(plan.MaxRequestTime);
        return _limit.Token;
    }

    private async ValueTask Rest(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, plan.Clock, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void HangUp()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
