namespace MiniVercel.Properties;

/// <summary>What can come about among activations that overlap.</summary>
internal static class RaceKinds
{
    public const string AskedTogether = "several asked for at once";
    public const string Overtook = "one that replaced another's commit";
    public const string OvertookFrozen = "one that replaced a commit that stood still";
    public const string Superseded = "one whose proof ended too late";
    public const string ThawedLoser = "one that went on after another had won";
    public const string ThawedWinner = "one that stood still and won all the same";

    public static readonly string[] All = [AskedTogether, Overtook, OvertookFrozen, Superseded, ThawedLoser, ThawedWinner];
}
