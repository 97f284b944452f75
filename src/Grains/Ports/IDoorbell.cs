using MiniVercel.Routing;

namespace MiniVercel.Ports;

/// <summary>Says "look now" to those who would look within a second anyway.</summary>
public interface IDoorbell
{
    Task Ring(Doorbell bell);
}
