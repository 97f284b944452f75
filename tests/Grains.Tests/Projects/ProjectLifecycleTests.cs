using MiniVercel.Projects;

namespace MiniVercel.Grains.Tests.Projects;

public class ProjectLifecycleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ProjectId Id = new("prj_1");
    private static readonly ProjectSettings Settings = new("site");
    private static readonly ProjectState Alive = After(new ProjectState(), new ProjectEvent.Created(TeamId.Default, Settings));

    [Fact]
    public void A_new_project_asks_for_its_host()
    {
        Assert.NotNull(Alive.WakeIn);
        Assert.Null(After(Alive, new ProjectEvent.NamePublished("site")).WakeIn);
    }

    [Fact]
    public void Creating_twice_creates_once() =>
        Unchanged(Alive, new ProjectEvent.Created(TeamId.Default, new ProjectSettings("other")));

    [Fact]
    public void A_renamed_project_asks_for_its_new_host()
    {
        var renamed = After(After(Alive, new ProjectEvent.NamePublished("site")), new ProjectEvent.SettingsChanged(new ProjectPatch(Name: new("shop"))));

        Assert.Equal("shop", renamed.WantedName);
        Assert.NotNull(renamed.WakeIn);
    }

    [Fact]
    public void A_change_touches_only_what_it_names()
    {
        var changes = new ProjectPatch[]
        {
            new(GitUrl: new("https://git.example.com/a")), new(Branch: new("trunk")), new(RootDirectory: new("web")),
            new(InstallCommand: new("npm ci")), new(BuildCommand: new("make")), new(OutputDirectory: new("dist")),
            new(AppType: new("vite")), new(Domain: new("www.example.com")), new(Name: new("shop")), new(HealthPath: new("/up")),
            new(AppMemoryMb: new(256)), new(AppCpus: new(0.5)), new(AppProcesses: new(64)), new(AutoActivate: false),
        };

        var changed = changes.Aggregate(Alive, (state, patch) => After(state, new ProjectEvent.SettingsChanged(patch)));

        Assert.Equal(
            new ProjectSettings("shop", "https://git.example.com/a", "trunk", "web", "npm ci", "make", "dist", "vite", "www.example.com",
                HealthPath: "/up", AppMemoryMb: 256, AppCpus: 0.5, AppProcesses: 64, AutoActivate: false),
            changed.Settings);
        var cleared = After(changed, new ProjectEvent.SettingsChanged(new ProjectPatch(Branch: new(null), Domain: new(null))));
        Assert.Equal(changed.Settings! with { Branch = ProjectSettings.DefaultBranch, Domain = null }, cleared.Settings);
        var bare = After(changed, new ProjectEvent.SettingsChanged(
            new ProjectPatch(HealthPath: new(null), AppMemoryMb: new(null), AppCpus: new(null), AppProcesses: new(null))));
        Assert.Equal(("/", 1024, null, 512), (bare.Settings!.HealthPath, bare.Settings.AppMemoryMb, bare.Settings.AppCpus, bare.Settings.AppProcesses));
        Unchanged(changed, new ProjectEvent.SettingsChanged(new ProjectPatch(Branch: new("trunk"))));
    }

    [Fact]
    public void Each_activation_gets_the_next_generation()
    {
        var two = Request(Request(Alive, "bld_1", "dpl_1"), "bld_1", "dpl_2");

        Assert.Equal([1L, 2L], two.Requested.Select(o => o.Generation));
        Assert.Equal(2, two.Generation);
    }

    [Fact]
    public void A_recorded_activation_is_no_longer_wanted()
    {
        var requested = Request(After(Alive, new ProjectEvent.NamePublished("site")), "bld_1", "dpl_1");
        Assert.NotNull(requested.WakeIn);

        var recorded = After(requested, new ProjectEvent.ActivationRecorded(new DeploymentId("dpl_1")));

        Assert.Empty(recorded.Requested);
        Assert.Null(recorded.WakeIn);
        Unchanged(recorded, new ProjectEvent.ActivationRecorded(new DeploymentId("dpl_1")));
    }

    [Fact]
    public void A_success_told_twice_is_activated_once()
    {
        var told = Request(Alive, "bld_1", "dpl_1", isAutomatic: true);

        Unchanged(told, Requested("bld_1", "dpl_2", isAutomatic: true));
    }

    [Fact]
    public void An_older_build_that_took_longer_does_not_replace_a_newer_one()
    {
        var newer = Request(Alive, "bld_2", "dpl_1", isAutomatic: true);

        Unchanged(newer, Requested("bld_1", "dpl_2", isAutomatic: true));
    }

    [Fact]
    public void Where_a_person_decides_a_success_stays_staged_until_they_do()
    {
        var cautious = After(Alive, new ProjectEvent.SettingsChanged(new ProjectPatch(AutoActivate: false)));

        var staged = Request(cautious, "bld_2", "dpl_1", isAutomatic: true);
        Assert.Empty(staged.Requested);
        Assert.Equal(0, staged.Generation);
        Assert.Equal([new BuildId("bld_2")], Request(staged, "bld_2", "dpl_2").Requested.Select(o => o.Build));

        var trusting = After(staged, new ProjectEvent.SettingsChanged(new ProjectPatch(AutoActivate: true)));
        Unchanged(trusting, Requested("bld_2", "dpl_3", isAutomatic: true));
        Unchanged(trusting, Requested("bld_1", "dpl_3", isAutomatic: true));
        Assert.Single(Request(trusting, "bld_3", "dpl_3", isAutomatic: true).Requested);
    }

    [Fact]
    public void A_person_may_activate_any_build_as_often_as_they_like()
    {
        var newer = Request(Alive, "bld_2", "dpl_1", isAutomatic: true);

        Assert.Equal(3, Request(Request(newer, "bld_1", "dpl_2"), "bld_1", "dpl_3").Generation);
    }

    [Fact]
    public void What_is_deleted_accepts_nothing_more()
    {
        var published = After(Alive, new ProjectEvent.NamePublished("site"));
        var deleted = After(published, new ProjectEvent.Deleted());

        Assert.Null(deleted.WantedName);
        Assert.NotNull(deleted.WakeIn);
        Refused(deleted, new ProjectEvent.SettingsChanged(new ProjectPatch(Name: new("shop"))));
        Refused(deleted, Requested("bld_1", "dpl_1"));
        Refused(deleted, new ProjectEvent.Deleted());
        Assert.Null(After(deleted, new ProjectEvent.NamePublished(null)).WakeIn);
    }

    [Fact]
    public void What_is_deleted_before_its_name_was_recorded_as_published_is_ended_all_the_same()
    {
        var deleted = After(Alive, new ProjectEvent.Deleted());

        Assert.NotEqual(deleted.WantedName, deleted.PublishedName);
        Assert.NotNull(deleted.WakeIn);
    }

    [Fact]
    public void What_was_never_created_accepts_nothing()
    {
        Refused(new ProjectState(), new ProjectEvent.SettingsChanged(new ProjectPatch()));
        Refused(new ProjectState(), Requested("bld_1", "dpl_1"));
        Refused(new ProjectState(), new ProjectEvent.Deleted());
    }

    private static ProjectEvent.ActivationRequested Requested(string build, string deployment, bool isAutomatic = false) =>
        new(Id, new BuildId(build), new DeploymentId(deployment), IsRollback: false, isAutomatic);

    private static ProjectState Request(ProjectState state, string build, string deployment, bool isAutomatic = false) =>
        After(state, Requested(build, deployment, isAutomatic));

    private static ProjectState After(ProjectState state, ProjectEvent happened) =>
        Assert.IsType<Verdict<ProjectState>.Changed>(ProjectLifecycle.Decide(state, happened, Now)).Next;

    private static void Unchanged(ProjectState state, ProjectEvent happened) =>
        Assert.IsType<Verdict<ProjectState>.Same>(ProjectLifecycle.Decide(state, happened, Now));

    private static void Refused(ProjectState state, ProjectEvent happened) =>
        Assert.NotEmpty(Assert.IsType<Verdict<ProjectState>.Refused>(ProjectLifecycle.Decide(state, happened, Now)).Why);
}
