using MiniVercel.Platform.Variables;

namespace MiniVercel.Platform.Tests.Variables;

public class ReservedNamesTests
{
    private static readonly ReservedNames Strict = new([]);

    [Theory]
    [InlineData("PATH")]
    [InlineData("path")]
    [InlineData("HOME")]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_ANYTHING")]
    [InlineData("NODE_OPTIONS")]
    [InlineData("NODE_EXTRA_CA_CERTS")]
    [InlineData("BASH_ENV")]
    [InlineData("ENV")]
    [InlineData("BASH_FUNC_ls")]
    [InlineData("NPM_CONFIG_CACHE")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("MINIVERCEL_FAILPOINT")]
    public void A_reserved_name_is_refused_until_the_operator_frees_it(string name)
    {
        Assert.NotNull(Strict.WhyNot(name));
        Assert.Null(new ReservedNames([name]).WhyNot(name));
    }

    [Theory]
    [InlineData("UID")]
    [InlineData("IFS")]
    [InlineData("SHELLOPTS")]
    public void What_a_shell_refuses_cannot_be_freed(string name) => Assert.NotNull(new ReservedNames([name]).WhyNot(name));

    [Theory]
    [InlineData("API_TOKEN")]
    [InlineData("NODE_ENV")]
    [InlineData("VITE_PATH")]
    [InlineData("PATH_PREFIX")]
    [InlineData("npm_config_registry")]
    public void Any_other_name_is_a_projects_own(string name) => Assert.Null(Strict.WhyNot(name));
}
