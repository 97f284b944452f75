using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A test of the built dashboard in a real browser, with builds that run in boxes: skipped, with the reason, where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Obstacle;
}
