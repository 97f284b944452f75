using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>What somebody shows to be let in.</summary>
public enum Papers
{
    None,
    Nonsense,

    /// <summary>A token that was good until it was ended.</summary>
    EndedToken,

    /// <summary>A token whose time is up.</summary>
    ExpiredToken,

    /// <summary>Of a login that has ended since.</summary>
    EndedLogin,

    /// <summary>Of a login, with another name written into it.</summary>
    ForgedLogin,

    Token,
    Login,
}

/// <summary>Any call of the API, by anybody.</summary>
/// <param name="Operation">Which one, counted on round and round.</param>
/// <param name="Papers">What is shown.</param>
/// <param name="Nonsense">Where that is nonsense.</param>
/// <param name="Body">What is sent along.</param>
public sealed record GeneratedCall(int Operation, Papers Papers, string Nonsense, string? Body);

internal static class GeneratedCalls
{
    private static readonly string[] s_bodies =
        ["", "{", "[]", "null", "{}", """{"name": "made"}""", """{"name": 7, "value": [], "role": {}}""", """{"name": "../..", "key": "KEY", "value": "v", "git_url": "file:///etc"}"""];

    private static readonly string[] s_nonsense =
        ["Bearer", "Bearer ", "Bearer x", "Bearer mv_", "Bearer a.b.c", "Basic YWRtaW46YWRtaW4=", "Bearer ' or 1=1 --", "Bearer null", "x"];

    public static Arbitrary<GeneratedCall> Arbitrary() => (
        from operation in Gen.Choose(0, 10_000)
        from papers in Gen.Elements(Enum.GetValues<Papers>())
        from nonsense in Gen.Elements(s_nonsense)
        from body in Gen.Frequency((1, Gen.Constant<string?>(null)), (3, Gen.Elements(s_bodies).Select(b => (string?)b)))
        select new GeneratedCall(operation, papers, nonsense, body)).ToArbitrary();
}
