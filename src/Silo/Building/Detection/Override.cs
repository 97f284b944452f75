namespace MiniVercel.Silo.Building.Detection;

/// <summary>What somebody decided instead of the preset, and where. To decide on nothing is a decision as well.</summary>
public sealed record Override
{
    public static readonly Override None = new(false, null, "");

    private Override(bool isGiven, string? text, string where) => (IsGiven, Text, Where) = (isGiven, text, where);

    public bool IsGiven { get; }

    public string? Text { get; }

    /// <summary>For a sentence: the file, or the project's settings.</summary>
    public string Where { get; }

    public static Override By(string? text, string where) => new(true, text, where);

    public static Override Setting(string? text) => text is null ? None : By(text, "the project's settings");

    public Override Or(Override other) => IsGiven ? this : other;
}
