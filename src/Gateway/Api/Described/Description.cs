using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Described;

/// <summary>What a call takes and gives, for those who read its description: people, and programs that make clients out of it.</summary>
internal static class Description
{
    public const string Json = "application/json";
    private const string Bytes = "application/octet-stream";

    /// <summary>Only told, not demanded: who sends JSON and calls it something else is understood.</summary>
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder endpoint, bool isOptional = false) =>
        endpoint.WithMetadata(new TakenBody(typeof(TBody), Json, isOptional));

    /// <summary>Content as it is.</summary>
    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new TakenBody(typeof(Stream), Bytes, IsOptional: false));

    public static RouteHandlerBuilder Gives<TAnswer>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<TAnswer>(status, Json);

    /// <summary>One thing, or a list of them where several were sent.</summary>
    public static RouteHandlerBuilder GivesOneOrMore<TItem>(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Gives<TItem>(status).WithMetadata(new OtherAnswer(typeof(Input.Page<TItem>), status));

    public static RouteHandlerBuilder GivesNothing(this RouteHandlerBuilder endpoint) => endpoint.Produces(StatusCodes.Status204NoContent);

    /// <summary>A browser goes on to another address.</summary>
    public static RouteHandlerBuilder Redirects(this RouteHandlerBuilder endpoint) => endpoint.Produces(StatusCodes.Status302Found);

    /// <summary>The same as text, for who asks for it by `accept`.</summary>
    public static RouteHandlerBuilder GivesTextAs(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.WithMetadata(new TextForms(mediaTypes));

    /// <summary>What may stand behind the question mark.</summary>
    public static RouteHandlerBuilder Asks(this RouteHandlerBuilder endpoint, params string[] names) => endpoint.WithMetadata(new QueryNames(names));

    /// <summary>What may stand in the head of the call.</summary>
    public static RouteHandlerBuilder Heeds(this RouteHandlerBuilder endpoint, HeardHeader header) => endpoint.WithMetadata(header);

    /// <summary>A list that comes in parts.</summary>
    public static RouteHandlerBuilder GivesPage<TItem>(this RouteHandlerBuilder endpoint, params string[] filters) =>
        endpoint.Gives<Input.Page<TItem>>().Asks(["limit", "cursor", .. filters]);
}

internal sealed record TakenBody(Type Type, string MediaType, bool IsOptional);

internal sealed record OtherAnswer(Type Type, int Status);

internal sealed record TextForms(IReadOnlyList<string> MediaTypes);

internal sealed record QueryNames(IReadOnlyList<string> Names);

/// <param name="About">What the call does for whoever sends it.</param>
/// <param name="Pattern">What its value looks like.</param>
internal sealed record HeardHeader(string Name, string About, string Pattern, int Longest);
