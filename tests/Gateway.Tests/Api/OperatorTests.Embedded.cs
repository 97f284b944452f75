namespace MiniVercel.Gateway.Tests.Api;

public sealed partial class OperatorTests
{
    [Fact]
    public async Task Metrics_tell_of_grains()
    {
        await _silo.Api.CreateProject("called");

        var lines = await Metrics();

        foreach (var start in new[]
        {
            "minivercel_grain_activations{grain=\"project\"}", "minivercel_grain_mailbox_depth{grain=\"project\"}", "minivercel_grain_call_duration_seconds_bucket{",
        })
        {
            Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal));
        }
    }
}
