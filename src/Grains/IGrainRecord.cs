using System.Text.Json.Serialization;

namespace MiniVercel;

/// <summary>What storage needs to know of a grain's state, whatever else is in it.</summary>
public interface IGrainRecord
{
    TeamId Team { get; }

    /// <summary>
    /// How long from now, by the database's clock, somebody should look at this record again; nothing when it is at
    /// rest. It follows from the state alone, so no state can forget to ask for the wake-up it depends on.
    /// </summary>
    [JsonIgnore]
    TimeSpan? WakeIn { get; }
}
