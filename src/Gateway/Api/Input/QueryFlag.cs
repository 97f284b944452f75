using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Input;

internal static class QueryFlag
{
    /// <summary>Whether a part of the address says so; what is left out does not.</summary>
    public static bool Flag(this IQueryCollection query, string name) => query[name].FirstOrDefault() switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new InvalidInputException(name, "It must be true or false."),
    };
}
