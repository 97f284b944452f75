using System.Globalization;

namespace MiniVercel.Platform.Domains;

/// <summary>What stands between a custom domain and its being served, as a sentence with what to do about it.</summary>
public static class DomainProblem
{
    public const string IsAnothers =
        "Another project has verified this name. It can be verified here once it is let go of there; the record set for this claim stays right.";

    /// <param name="domain">As it was before the look.</param>
    /// <param name="look">What was seen.</param>
    /// <param name="grace">How long a verified one is still served whose token is gone.</param>
    /// <returns>Nothing where all is well.</returns>
    public static string? Of(CustomDomain domain, DomainLook look, TimeSpan grace) => look.Proof switch
    {
        Proof.Unknown => $"The DNS could not be asked: {look.Trouble}. It is asked again; until then all stays as it is.",
        Proof.NotShown when domain.IsVerified =>
            $"The TXT record {domain.TokenName} is gone. Set it again within {Days(grace)} of its loss, or the name is let go of.",
        Proof.NotShown => $"There is no TXT record {domain.TokenName} with the value {domain.TokenText} yet. A new record can take some minutes to be seen.",
        _ => null,
    };

    private static string Days(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days");
}
