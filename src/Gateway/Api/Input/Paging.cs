using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Input;

/// <summary>Which part of a list is asked for. The cursor is the last id of the part before.</summary>
public sealed record Paging(int Limit, string? Cursor)
{
    public const int Most = 100;
    private const int Usual = 20;

    public static Paging Of(HttpRequest request)
    {
        var limit = Usual;
        if (request.Query.TryGetValue("limit", out var asked)
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
        {
            throw new InvalidInputException("limit", $"It must be a number between 1 and {Most}.");
        }

        var cursor = request.Query["cursor"].FirstOrDefault();
        if (cursor is not null && Rules.Id(cursor) is not null)
            throw new InvalidInputException("cursor", "It must be the `next` of a list read before.");
        return new Paging(limit, cursor);
    }
}

/// <summary>A part of a list, and where the next part begins.</summary>
public sealed record Page<TItem>(IReadOnlyList<TItem> Items, string? Next);

public static class Page
{
    /// <summary>Made from one item more than asked for: if it is there, so is a next part.</summary>
    public static Page<TItem> Of<TItem>(IReadOnlyList<TItem> oneMore, Paging paging, Func<TItem, string> idOf) =>
        oneMore.Count > paging.Limit
            ? new Page<TItem>([.. oneMore.Take(paging.Limit)], idOf(oneMore[paging.Limit - 1]))
            : new Page<TItem>(oneMore, null);
}
