using MiniVercel.Platform.Git;
using MiniVercel.Platform.Secrets;
using MiniVercel.Testing.Barriers;

namespace MiniVercel.Platform.Tests.Git;

public sealed class GitCredentialsTests : DatabaseTest
{
    private static readonly SecretBox Secrets = new([SecretKey.New()]);
    private static readonly GitCredential Token = new GitCredential.Token("https://git.example.com:443", "ada", "s3cret-token");
    private static readonly GitCredential Key = new GitCredential.DeployKey("ssh://git.example.com:22", "-----BEGIN");

    [Fact]
    public async Task What_is_kept_is_found_and_the_newest_counts()
    {
        var (project, other) = (await Rows.Project(), await Rows.Project());
        var credentials = new GitCredentials(Database, Secrets);

        await credentials.Keep(TeamId.Default, project, Token, default);
        Assert.Equal(Token, await credentials.Find(project, default));
        await credentials.Keep(TeamId.Default, project, Key, default);
        Assert.Equal(Key, await credentials.Find(project, default));
        Assert.Null(await credentials.Find(other, default));
        Assert.False(await credentials.Forget(new TeamId("team_other"), project, default));
        Assert.True(await credentials.Forget(TeamId.Default, project, default));
        Assert.Null(await credentials.Find(project, default));
    }

    [Fact]
    public async Task Under_a_new_key_they_are_sealed_anew_as_every_secret_is()
    {
        var (with, without) = (await Rows.Project(), await Rows.Project());
        var (old, fresh) = (SecretKey.New(), SecretKey.New());
        await new GitCredentials(Database, new SecretBox([old])).Keep(TeamId.Default, with, Token, default);
        await new GitCredentials(Database, new SecretBox([old])).Keep(TeamId.Default, without, Key, default);

        var rotated = await new KeyRotation(Database, new SecretBox([fresh, old]), [GitCredentials.Table], new RecordedFailpoints()).Go(int.MaxValue, default);

        Assert.Equal(new Rotated(fresh.Id, 2, 0, 0), rotated);
        var credentials = new GitCredentials(Database, new SecretBox([fresh]));
        Assert.Equal((Token, Key), (await credentials.Find(with, default), await credentials.Find(without, default)));
    }

    [Theory]
    [InlineData("update git_credentials set origin = 'https://evil.example:443'")]
    [InlineData("update git_credentials set username = 'eve'")]
    [InlineData("update git_credentials set kind = 'deploy_key'")]
    [InlineData("update git_credentials set envelope = 'v1:x:y'")]
    public async Task A_row_that_somebody_has_changed_opens_no_more(string change)
    {
        var project = await Rows.Project();
        var credentials = new GitCredentials(Database, Secrets);
        await credentials.Keep(TeamId.Default, project, Token, default);

        await Tell(change);

        await Assert.ThrowsAsync<SecretUnreadableException>(() => credentials.Find(project, default));
    }

    [Fact]
    public async Task A_row_moved_to_another_project_opens_no_more()
    {
        var (mine, theirs) = (await Rows.Project(), await Rows.Project());
        var credentials = new GitCredentials(Database, Secrets);
        await credentials.Keep(TeamId.Default, theirs, Token, default);

        await Tell("update git_credentials set project_id = @mine", new { mine = mine.Value });

        await Assert.ThrowsAsync<SecretUnreadableException>(() => credentials.Find(mine, default));
    }
}
