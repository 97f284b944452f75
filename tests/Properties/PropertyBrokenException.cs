namespace MiniVercel.Properties;

/// <summary>Says which of the numbered properties a history has broken.</summary>
public sealed class PropertyBrokenException(int property, Exception how) : Exception($"Property {property} is broken: {how.Message}", how)
{
    public int Property => property;

    /// <summary>Whatever goes wrong in here is this property's matter.</summary>
    internal static async Task Guard(int property, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception e) when (e is not PropertyBrokenException)
        {
            throw new PropertyBrokenException(property, e);
        }
    }

    /// <summary>Demands that this property, and no other, is found broken.</summary>
    internal static void Expect(int property, Action play)
    {
        var thrown = Assert.ThrowsAny<Exception>(play);
        for (var e = thrown; e is not null; e = e.InnerException)
        {
            if (e is PropertyBrokenException broken)
            {
                Assert.Equal(property, broken.Property);
                return;
            }
        }

        Assert.True(thrown.ToString().Contains($"Property {property} is broken", StringComparison.Ordinal), $"Property {property} is not what broke: {thrown}");
    }
}
