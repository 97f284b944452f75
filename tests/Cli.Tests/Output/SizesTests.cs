namespace MiniVercel.Cli.Tests.Output;

public sealed class SizesTests
{
    [Theory]
    [InlineData(0, "0 files")]
    [InlineData(1, "1 file")]
    [InlineData(2, "2 files")]
    public void One_file_is_one_file(int count, string said) => Assert.Equal(said, Sizes.Files(count));
}
