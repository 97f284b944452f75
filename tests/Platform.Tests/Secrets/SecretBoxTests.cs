using MiniVercel.Platform.Secrets;

namespace MiniVercel.Platform.Tests.Secrets;

public class SecretBoxTests
{
    private static readonly SecretKey Old = SecretKey.New();
    private static readonly SecretKey New = SecretKey.New();

    [Theory]
    [InlineData("")]
    [InlineData("a token")]
    [InlineData("ümläut\n漢")]
    public void What_is_sealed_opens_to_what_it_was(string secret)
    {
        var box = new SecretBox([Old]);
        var envelope = box.Seal(secret, "table/1");

        Assert.Equal(secret, box.Open(envelope, "table/1"));
        Assert.NotEqual(envelope, box.Seal(secret, "table/1"));
        Assert.True(secret.Length == 0 || !envelope.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public void It_opens_in_its_own_row_only_and_only_whole()
    {
        var box = new SecretBox([Old]);
        var envelope = box.Seal("token", "table/1");
        var last = envelope[^3];

        Assert.Throws<SecretUnreadableException>(() => box.Open(envelope, "table/2"));
        Assert.Throws<SecretUnreadableException>(() => box.Open(envelope[..^3] + (last == 'A' ? 'B' : 'A') + envelope[^2..], "table/1"));
        Assert.Throws<SecretUnreadableException>(() => box.Open(envelope.Replace("v1:", "v2:", StringComparison.Ordinal), "table/1"));
        Assert.Throws<SecretUnreadableException>(() => box.Open($"v1:{Old.Id}:AAAA", "table/1"));
        Assert.Throws<SecretUnreadableException>(() => box.Open($"v1:{Old.Id}:?", "table/1"));
        Assert.Throws<SecretUnreadableException>(() => new SecretBox([New]).Open(envelope, "table/1"));
        Assert.Throws<SecretUnreadableException>(() => new SecretBox([Old, New]).Open(envelope.Replace(Old.Id, New.Id, StringComparison.Ordinal), "table/1"));
    }

    [Fact]
    public void A_new_key_seals_and_the_old_one_still_opens()
    {
        var envelope = new SecretBox([Old]).Seal("token", "table/1");
        var both = new SecretBox([New, Old]);

        Assert.Equal("token", both.Open(envelope, "table/1"));
        Assert.Equal("token", new SecretBox([New]).Open(both.Seal("token", "table/1"), "table/1"));
        Assert.Equal(New.Id, both.KeyId);
    }

    [Fact]
    public async Task Keys_come_from_a_file_or_a_command()
    {
        var file = Path.GetTempFileName();
        try
        {
            var text = "k8Yw0m2gqT1pXv5rJc7bN3dHf6sL9aZuE4oQ2iW8xVY=";
            await File.WriteAllTextAsync(file, text + "\n");
            var box = new SecretBox([SecretKey.Read(text)!]);

            var fromFile = await new SecretKeySource(file, null).Open(Old, default);
            var fromCommand = await new SecretKeySource(null, $"cat {file}").Open(Old, default);

            Assert.Equal("token", box.Open(fromFile.Seal("token", "r"), "r"));
            Assert.Equal("token", box.Open(fromCommand.Seal("token", "r"), "r"));
            Assert.Equal("old", fromFile.Open(new SecretBox([Old]).Seal("old", "r"), "r"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("/does/not/exist", null)]
    [InlineData("/dev/null", null)]
    [InlineData(null, "/does/not/exist")]
    [InlineData(null, "false")]
    [InlineData(null, "echo short")]
    public async Task What_holds_no_key_is_said(string? file, string? command) =>
        await Assert.ThrowsAsync<SecretKeyException>(() => new SecretKeySource(file, command).Open(Old, default));

    [Fact]
    public void Everyone_with_the_secret_arrives_at_the_same_key()
    {
        Assert.Equal(SecretKey.From("secret", "a").Id, SecretKey.From("secret", "a").Id);
        Assert.NotEqual(SecretKey.From("secret", "a").Id, SecretKey.From("secret", "b").Id);
        Assert.NotEqual(SecretKey.From("secret", "a").Id, SecretKey.From("secre", "a").Id);
    }
}
