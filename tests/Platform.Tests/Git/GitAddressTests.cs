using MiniVercel.Platform.Git;

namespace MiniVercel.Platform.Tests.Git;

public class GitAddressTests
{
    [Theory]
    [InlineData("https://github.com/ada/site", "https://github.com/ada/site")]
    [InlineData("https://github.com/ada/site.git/", "https://github.com/ada/site.git/")]
    [InlineData("HTTPS://GitHub.COM/ada/Site", "https://github.com/ada/Site")]
    [InlineData("https://git.example.com:8443/a", "https://git.example.com:8443/a")]
    [InlineData("https://git.example.com:443/a", "https://git.example.com/a")]
    [InlineData("https://dev.azure.com/org/My%20Project/_git/site", "https://dev.azure.com/org/My%20Project/_git/site")]
    [InlineData("https://93.184.216.34/a", "https://93.184.216.34/a")]
    [InlineData("https://[2606:2800:0220::1]/a", "https://[2606:2800:220::1]/a")]
    [InlineData("ssh://git@github.com/ada/site", "ssh://git@github.com/ada/site")]
    [InlineData("ssh://github.com:2222/~ada/site", "ssh://git@github.com:2222/~ada/site")]
    [InlineData("git@github.com:ada/site.git", "git@github.com:ada/site.git")]
    [InlineData("file:///srv/git/site", "file:///srv/git/site")]
    public void An_address_has_one_spelling(string text, string spelling)
    {
        var (address, complaint) = GitAddress.Read(text);

        Assert.Null(complaint);
        Assert.Equal(spelling, address!.ToString());
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void What_is_no_plain_address_is_refused_with_a_sentence(string text)
    {
        var (address, complaint) = GitAddress.Read(text);

        Assert.Null(address);
        Assert.EndsWith(".", complaint, StringComparison.Ordinal);
    }

    public static TheoryData<string> Attacks =>
    [
        "", " ", "site", "/etc/passwd", "./site", "C:\\site", "--upload-pack=touch /tmp/x", "--upload-pa=x", "-u", "-oProxyCommand=x@h:p",
        "ext::sh -c x", "fd::17", "git://github.com/a", "ftp://github.com/a", "testgit::x", "ssh+git://h/p", "https:/github.com/a",
        "https://", "https:///a", "https://github.com", "https://github.com/", "https://github.com:0/a", "https://github.com:65536/a",
        "https://user:secret@github.com/a", "https://token@github.com/a", "ssh://git:secret@github.com/a", "ssh://-oProxyCommand=x/p",
        "ssh://-oProxyCommand=x@host/p", "git@-oProxyCommand=x:p", "git@host:-p", "git@host::p", "git@host:../p", "ssh://git@host/../p",
        "https://github.com/a\n", "https://github.com/a\tb", "https://github.com/a\u0000", "https://github.com/a b", "https://github.com/a?b=c",
        "https://github.com/a#b", "https://github.com\\a/b", "https://github.com/a\\b", "https://github.com/%2e%2e/a", "https://github.com/a%0ab",
        "https://git_hub.com/a", "https://github..com/a", "https://github.com./a", "https://-github.com/a", "https://gíthub.com/a",
        "https://①②⑦.0.0.1/a", "https://2130706433/a", "https://0x7f000001/a", "https://0x7f.0.0.1/a", "https://0177.0.0.1/a", "https://127.1/a",
        "https://127.0.1/a", "https://127.0.0.01/a", "https://1.2.3.256/a", "https://[::1%25lo]/a", "https://[127.0.0.1]/a", "https://[::1/a",
        "https://a@b@github.com/a", "file://host/srv/git", "file:///", "file:///srv/../etc", "file:///srv/%2e%2e/etc", "file://~/a",
        "git@host:a;b", "git@host:a'b", "git@host:$(x)", "ssh://git@host/`x`",
    ];

    [Theory]
    [InlineData("https://github.com/ada/site.git", "../other.git", "https://github.com/ada/other.git")]
    [InlineData("https://github.com/ada/site.git/", "../../bob/other", "https://github.com/bob/other")]
    [InlineData("git@github.com:ada/site", "../other", "git@github.com:ada/other")]
    [InlineData("https://github.com/ada/site", "./inner", "https://github.com/ada/site/inner")]
    [InlineData("https://github.com/ada/site", "https://gitlab.com/x/y", "https://gitlab.com/x/y")]
    public void A_submodule_lies_beside_its_repository_or_elsewhere(string parent, string url, string meant) =>
        Assert.Equal(meant, GitAddress.Read(parent).Address!.Beside(url).Address!.ToString());

    [Theory]
    [InlineData("../../../other")]
    [InlineData("../..")]
    [InlineData("--upload-pack=x")]
    [InlineData("../x y")]
    public void A_submodule_that_lies_nowhere_is_refused(string url) =>
        Assert.NotNull(GitAddress.Read("https://github.com/ada/site").Address!.Beside(url).Complaint);

    [Theory]
    [InlineData("main", true)]
    [InlineData("feature/a-b_c.d", true)]
    [InlineData("v1.0", true)]
    [InlineData("--upload-pack=x", false)]
    [InlineData("-x", false)]
    [InlineData("a..b", false)]
    [InlineData("a b", false)]
    [InlineData("a\u007fb", false)]
    [InlineData("a:b", false)]
    [InlineData("+a*", false)]
    [InlineData("", false)]
    public void A_ref_is_a_name(string name, bool isOne) => Assert.Equal(isOne, GitRef.Complaint(name) is null);
}
