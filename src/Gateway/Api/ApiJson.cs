using System.Text.Json;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api;

/// <summary>How the API writes: as state is written, but with every field of a thing there, null or not.</summary>
public static class ApiJson
{
    public static readonly JsonSerializerOptions Options = new(StateJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never,
    };
}
