using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Tests.Projects;

public sealed class ProjectNameTests
{
    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("My Shop_2", "my-shop-2")]
    [InlineData("--a..b--", "a-b")]
    [InlineData("git-shop", "git-shop")]
    [InlineData("shop-1abcdefghijk", "shop-1abcdefghijk")]
    public void A_folders_name_becomes_a_label(string folder, string name) =>
        Assert.Equal(name, ProjectName.OfFolder($"/home/me/{folder}/"));

    [Fact]
    public void A_long_name_is_cut_and_does_not_end_in_a_hyphen() =>
        Assert.Equal(new string('a', 62), ProjectName.OfFolder("/" + new string('a', 62) + "-bcd"));

    [Theory]
    [InlineData("日本", "no letter or digit")]
    [InlineData("", "no letter or digit")]
    [InlineData("my-git-shop", "hosts of branches")]
    [InlineData("shop-2abcdefghijk", "like the host of a build")]
    public void A_folder_whose_name_gives_none_is_told_to_name_one(string folder, string why)
    {
        var refusal = Assert.Throws<UsageException>(() => ProjectName.OfFolder($"/{folder}"));
        Assert.Contains(why, refusal.Message);
        Assert.Contains("--name", refusal.Message);
    }

    [Theory]
    [InlineData("Shop")]
    [InlineData("-shop")]
    [InlineData("shop-")]
    [InlineData("shop\n")]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("a-git-b")]
    [InlineData("a-7aaaaaaaaaaa")]
    public void A_given_name_is_taken_as_it_is_or_not_at_all(string name) =>
        Assert.Throws<UsageException>(() => ProjectName.Given(name));
}
