using System.Text.Json;

namespace MiniVercel;

/// <summary>The one word that a value of an enumeration has outside: in the API, in sentences and in logs.</summary>
public static class Words
{
    public static string Word<TEnum>(this TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
