using System.Diagnostics;
using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>
/// Writers who change a project of their own again and again, one change after the other, and remember what was
/// acknowledged. A failed write ends the test: nobody here tries again.
/// </summary>
internal sealed class Writers : IAsyncDisposable
{
    private readonly ApiDriver _api;
    private readonly CancellationTokenSource _stop = new();
    private readonly Writer[] _writers;
    private readonly Task _running;

    private Writers(ApiDriver api, IEnumerable<string> projects)
    {
        _api = api;
        _writers = [.. projects.Select(project => new Writer(project))];
        _running = Task.WhenAll(_writers.Select(Write));
    }

    public int Acknowledged => _writers.Sum(writer => writer.Last);

    public static async Task<Writers> Start(ApiDriver api, int count)
    {
        var projects = new List<string>();
        for (var i = 0; i < count; i++)
            projects.Add(await api.CreateProject($"written-{i}"));
        return new Writers(api, projects);
    }

    /// <summary>Returns when every writer has had so many more changes acknowledged.</summary>
    public async Task Another(int changes)
    {
        var targets = _writers.Select(writer => writer.Reaches(writer.Last + changes));
        await (await Task.WhenAny(Task.WhenAll(targets), _running)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>How long the longest change took.</summary>
    public async Task<TimeSpan> Stop()
    {
        await _stop.CancelAsync();
        await _running;
        return _writers.Max(writer => writer.Longest);
    }

    public async Task AllAreThere()
    {
        foreach (var writer in _writers)
            Assert.Equal($"b{writer.Last}", (await _api.Get($"/api/projects/{writer.Project}")).Text("branch"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task Write(Writer writer)
    {
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            (await _api.Put($"/api/projects/{writer.Project}", new { branch = $"b{writer.Last + 1}" })).Expect(HttpStatusCode.OK);
            writer.Acknowledge(Stopwatch.GetElapsedTime(started));
            await Task.Delay(20, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // leaves some processor to the servers
        }
    }

    private sealed class Writer(string project)
    {
        private volatile TaskCompletionSource _next = New();
        private int _last;

        public string Project => project;

        public int Last => Volatile.Read(ref _last);

        public TimeSpan Longest { get; private set; }

        public void Acknowledge(TimeSpan took)
        {
            Longest = took > Longest ? took : Longest;
            Interlocked.Increment(ref _last);
            Interlocked.Exchange(ref _next, New()).SetResult();
        }

        public async Task Reaches(int change)
        {
            while (true)
            {
                var next = _next.Task;
                if (Last >= change)
                    return;
                await next;
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
