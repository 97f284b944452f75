using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Tests.Blobs;
using MiniVercel.Platform.Uploads;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Tests.Sweeping;

/// <summary>
/// A committed artifact is whole, whenever a sweep came by. The sweep's failpoints take the place of time: at each of them the upload, or
/// the build, goes on by some of its steps, in every order there is.
/// </summary>
public sealed class SweepBesideUploadsTests : SweepTest
{
    private static readonly Failpoint[] Places =
        [Failpoint.ArtifactsSwept, Failpoint.ContentsSwept, Failpoint.PlacesForgotten, Failpoint.FilesChosen];

    private static readonly TestBlob Something = TestBlob.Of("something to sweep");

    /// <summary>How a content is before the sweep: about to be forgotten, or a file that nobody has noted.</summary>
    public enum Before
    {
        Forgotten,
        Unnoted,
    }

    [Theory]
    [InlineData(Before.Forgotten)]
    [InlineData(Before.Unnoted)]
    public async Task Whatever_is_committed_is_whole_in_every_order(Before before)
    {
        var endings = await EveryOrder(before, Uploads.Brought);

        Assert.DoesNotContain(Ending.Broken, endings);
        Assert.Contains(Ending.Whole, endings);
    }

    /// <summary>The same, where who brings a content does not look again under the lock.</summary>
    [Fact]
    public async Task The_harness_sees_what_would_break()
    {
        var endings = await EveryOrder(Before.Unnoted, async (team, blob, size, token) =>
        {
            await Tell(
                """
                insert into team_blobs (team_id, blob, size, pinned_until) values (@team, @blob, @size, clock_timestamp() + interval '1 day')
                on conflict (team_id, blob) do update set pinned_until = excluded.pinned_until
                """,
                new { team = team.Value, blob = blob.ToString(), size });
            return true;
        });

        Assert.Contains(Ending.Broken, endings);
    }

    /// <summary>The knowledge of the build before: its variants are not made again, so they must not go before the next commit.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_pinned_because_the_last_build_has_it_survives_that_build_s_deletion(int place)
    {
        var (project, page) = (await Rows.Project(), TestBlob.Of("page"));
        await Bring(page);
        var (last, _) = await Commit(project, Of(page));
        await PinsRunOut();
        await Delete(last);
        await Tell("delete from artifacts where build_id = @Value", last);
        await SomethingToSweep();
        IReadOnlyList<BlobKey> missing = [];
        Reached = At(Places[place], async () => missing = await Uploads.Missing(TeamId.Default, [page.Key], CancellationToken.None));

        await Sweep();
        await AllDone();

        var (_, ending) = await Commit(project, Of(page));
        Assert.Equal(missing.Count == 0, ending is ArtifactCommit.Committed);
        Assert.Equal(missing.Count == 0, Blobs.Has(page.Key));
    }

    private enum Ending
    {
        Refused,
        Whole,
        Broken,
    }

    /// <summary>The four steps of who brings a content and has an artifact made of it, spread over the sweep in every order.</summary>
    private async Task<List<Ending>> EveryOrder(Before before, Func<TeamId, BlobKey, long, CancellationToken, Task<bool>> brought)
    {
        var project = await Rows.Project();
        await Delete(await Rows.Build(project));
        var endings = new List<Ending>();
        var ends = Places.Length + 1; // after the sweep
        var orders =
            from look in Enumerable.Range(0, ends + 1)
            from put in Enumerable.Range(look, ends + 1 - look)
            from note in Enumerable.Range(put, ends + 1 - put)
            from commit in new[] { note, ends }.Distinct()
            select new[] { look, put, note, commit };
        foreach (var order in orders)
        {
            var blob = TestBlob.Of($"{before} {string.Join(' ', order)}");
            await Prepare(before, blob);
            var upload = new BringingOne(this, project, blob, brought);
            await upload.GoOn(order.Count(at => at == 0));
            Reached = reached =>
            {
                var steps = order.Count(at => at == Array.IndexOf(Places, reached) + 1);
                if (steps > 0)
                    Begin(() => upload.GoOn(steps));
            };
            await Sweep();
            await AllDone();
            Reached = _ => { };
            await upload.GoOn(int.MaxValue);
            endings.Add(upload.Ending);
            if (upload.Ending == Ending.Broken)
                break;
            await Tell("delete from hosts; delete from artifacts; delete from team_blobs; delete from blob_locations");
            foreach (var key in Blobs.All().ToList())
                Blobs.Remove(key);
        }

        return endings;
    }

    private async Task Prepare(Before before, TestBlob blob)
    {
        if (before == Before.Forgotten)
        {
            await Bring(blob);
            await PinsRunOut();
        }
        else if (before == Before.Unnoted)
        {
            await blob.PutInto(Blobs);
        }

        await SomethingToSweep();
    }

    /// <summary>So that the sweep comes by every place.</summary>
    private async Task SomethingToSweep()
    {
        await Something.PutInto(Blobs);
        await Tell(
            """
            insert into team_blobs (team_id, blob, size, pinned_until) values ('team_default', @blob, 1, clock_timestamp() - interval '1 second');
            insert into artifacts (build_id, id, team_id, project_id, manifest, size, file_count)
            select id, id, team_id, project_id, '{"files": []}', 0, 0 from builds where deleted_at is not null
            """,
            new { blob = Something.Key.ToString() });
    }

    private Task _going = Task.CompletedTask;

    private Task AllDone() => _going;

    private Action<Failpoint> At(Failpoint place, Func<Task> step) => reached =>
    {
        if (reached == place)
            Begin(step);
    };

    /// <summary>
    /// Goes on with the sweep when the step is done, or when it stands before the lock that the sweep has: then it ends after it.
    /// </summary>
    private void Begin(Func<Task> step)
    {
        var before = _going;
        _going = Task.Run(async () =>
        {
            await before;
            await step();
        });
        Eventually(async () => _going.IsCompleted || await Ask<bool>(
            "select exists (select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))"))
            .GetAwaiter().GetResult();
    }

    /// <summary>Somebody who asks whether a content is missing, brings it, notes it, and has an artifact of it committed.</summary>
    private sealed class BringingOne(
        SweepBesideUploadsTests test, ProjectId project, TestBlob blob, Func<TeamId, BlobKey, long, CancellationToken, Task<bool>> brought)
    {
        private int _done;
        private bool _isMissing;
        private bool _isRefused;

        public Ending Ending { get; private set; }

        public async Task GoOn(int steps)
        {
            for (; steps > 0 && _done < 4; steps--, _done++)
                await (_done switch { 0 => Look(), 1 => Put(), 2 => Note(), _ => Commit() });
        }

        private async Task Look() =>
            _isMissing = (await test.Uploads.Missing(TeamId.Default, [blob.Key], CancellationToken.None)).Count > 0;

        private async Task Put()
        {
            // As an engine does that is sent what it has already.
            if (_isMissing && !test.Blobs.Has(blob.Key))
                await blob.PutInto(test.Blobs);
        }

        private async Task Note() => _isRefused = _isMissing && !await brought(TeamId.Default, blob.Key, blob.Content.Length, CancellationToken.None);

        private async Task Commit()
        {
            if (_isRefused)
                return;
            var (_, ending) = await test.Commit(project, Of(blob));
            if (ending is ArtifactCommit.Committed)
                Ending = await test.Blobs.Verify(blob.Key, CancellationToken.None) ? Ending.Whole : Ending.Broken;
        }
    }
}
