using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>
/// Writers who change a project of their own again and again, one change after the other, and remember what was
/// acknowledged. A failed write ends the test, unless the writers are told to bear it: then nobody knows what came of
/// that change, and the next one follows. Nobody here tries again.
/// </summary>
internal sealed class Writers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _bearFailures;
    private readonly Writer[] _writers;
    private readonly Task _running;
    private volatile ApiDriver _api;

    private Writers(ApiDriver api, IEnumerable<string> projects, bool bearFailures)
    {
        (_api, _bearFailures) = (api, bearFailures);
        _writers = [.. projects.Select(project => new Writer(project))];
        _running = Task.WhenAll(_writers.Select(Write));
    }

    public int Acknowledged => _writers.Sum(writer => writer.Acknowledged);

    public int Unknown => _writers.Sum(writer => writer.Last - writer.Acknowledged);

    public IEnumerable<string> Projects => _writers.Select(writer => writer.Project);

    public static async Task<Writers> Start(ApiDriver api, int count, bool bearFailures = false)
    {
        var name = $"written-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var projects = new List<string>();
        for (var i = 0; i < count; i++)
            projects.Add(await api.CreateProject($"{name}-{i}"));
        return new Writers(api, projects, bearFailures);
    }

    /// <summary>Whoever writes from now on does it there, as when a balancer takes a gateway out.</summary>
    public void MoveTo(ApiDriver api) => _api = api;

    /// <summary>Returns when every writer has had so many more changes acknowledged.</summary>
    public async Task Another(int changes)
    {
        var targets = _writers.Select(writer => writer.Reaches(writer.Acknowledged + changes));
        await (await Task.WhenAny(Task.WhenAll(targets), _running)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>How long the longest change took.</summary>
    public async Task<TimeSpan> Stop()
    {
        await _stop.CancelAsync();
        await _running;
        return _writers.Max(writer => writer.Longest);
    }

    /// <summary>Every acknowledged change is there once; one whose answer never came is there once or not at all.</summary>
    public async Task AllAreThere(ClusterProcesses cluster)
    {
        foreach (var writer in _writers)
        {
            var change = int.Parse((await _api.Get($"/api/projects/{writer.Project}")).Text("branch")[1..], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(change, writer.LastAcknowledged, writer.Last);
            var written = await cluster.Ask<int>($"select version from projects where id = '{writer.Project}'") - AtCreation;
            Assert.InRange(written, writer.Acknowledged, writer.Last);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>A new project is written twice: as it is, and that its name is on the air.</summary>
    private const int AtCreation = 2;

    private async Task Write(Writer writer)
    {
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await _api.Put($"/api/projects/{writer.Project}", new { branch = $"b{writer.Last + 1}" });
            if (_bearFailures && answer.Status == HttpStatusCode.ServiceUnavailable)
                writer.LoseSight();
            else
                writer.Acknowledge(answer.Expect(HttpStatusCode.OK), Stopwatch.GetElapsedTime(started));
            await Task.Delay(20, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // leaves some processor to the servers
        }
    }

    private sealed class Writer(string project)
    {
        private volatile TaskCompletionSource _next = New();
        private int _acknowledged;

        public string Project => project;

        /// <summary>The last change that was asked for and answered, whatever the answer.</summary>
        public int Last { get; private set; }

        public int LastAcknowledged { get; private set; }

        public int Acknowledged => Volatile.Read(ref _acknowledged);

        public TimeSpan Longest { get; private set; }

        public void LoseSight() => Last++;

        public void Acknowledge(ApiAnswer answer, TimeSpan took)
        {
            LastAcknowledged = ++Last;
            Assert.Equal($"b{Last}", answer.Text("branch"));
            Longest = took > Longest ? took : Longest;
            Interlocked.Increment(ref _acknowledged);
            Interlocked.Exchange(ref _next, New()).SetResult();
        }

        public async Task Reaches(int change)
        {
            while (true)
            {
                var next = _next.Task;
                if (Acknowledged >= change)
                    return;
                await next;
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
