using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Platform.Tests.Sandbox;

public class LevelTests : BoxTest
{
    [Fact]
    public void A_machine_that_offers_bubblewrap_gives_nothing_less()
    {
        if (File.Exists("/usr/bin/bwrap") && Environment.IsPrivilegedProcess)
            Assert.Equal((BoxLevel.Bubblewrap, ""), (Boxes.Walls.Level, Boxes.Walls.Why));
        else if (File.Exists("/usr/bin/bwrap"))
            Assert.Equal(BoxLevel.UserNamespaces, Boxes.Walls.Level);
        else
            Assert.Contains("apt-get install", Boxes.Walls.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_walls_nothing_runs_unless_the_operator_says_so()
    {
        var boxes = await Ask(BoxChoice.Process);

        Assert.Equal("process", boxes.Walls.Word);
        Assert.Contains("--sandbox process", boxes.Walls.Why, StringComparison.Ordinal);
    }
}
