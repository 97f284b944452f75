namespace MiniVercel.Platform.Tests.Postgres;

/// <summary>A test of what only root can meet: skipped, with that reason, for everyone else.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Only root hands its database to another user.";
    }
}
