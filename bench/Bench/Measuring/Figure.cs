using System.Globalization;

namespace MiniVercel.Bench.Measuring;

/// <summary>One line of the table: what was measured, what it stands beside, and their ratio round by round.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">Its median, with its unit.</param>
/// <param name="Floor">The median of what it stands beside.</param>
/// <param name="Rounds">One ratio, or one number where the aim is one, for each round.</param>
/// <param name="Aim">What is wished for.</param>
internal sealed record Figure(string What, string Measured, string Floor, IReadOnlyList<double> Rounds, Aim Aim)
{
    /// <summary>Measured and floor in turns, in seconds, and how much of the floor's time it took.</summary>
    public static Figure OfTimes(string what, IReadOnlyList<double> measured, string floor, IReadOnlyList<double> floors, double most) => new(
        what, $"{Text(Medians.Of(measured))} s", $"{floor}, {Text(Medians.Of(floors))} s", [.. measured.Zip(floors, (m, f) => m / f)], Aim.AtMost(most));

    public static void PrintHead() => Print("", "", "beside", "median (lowest to highest)", "aim");

    public void Print() => Print(What, Measured, Floor, $"{Text(Medians.Of(Rounds))} ({Text(Rounds.Min())} to {Text(Rounds.Max())})", Aim.Judge(Medians.Of(Rounds)));

    public static string Text(double number) => number.ToString(number >= 100 ? "n0" : "0.00", CultureInfo.InvariantCulture);

    private static void Print(string what, string measured, string floor, string ratio, string aim) =>
        Console.WriteLine($"{what,-54}{measured,-16}{floor,-60}{ratio,-30}{aim}");
}

/// <summary>A bound on a median.</summary>
internal sealed record Aim(double Bound, bool IsUpper)
{
    /// <summary>For what stands there to be compared.</summary>
    public static readonly Aim None = new(double.NaN, IsUpper: false);

    public static Aim AtMost(double bound) => new(bound, IsUpper: true);

    public static Aim AtLeast(double bound) => new(bound, IsUpper: false);

    public string Judge(double median) => double.IsNaN(Bound) ? "" :
        $"{(IsUpper ? "at most" : "at least")} {Figure.Text(Bound)}: {((IsUpper ? median <= Bound : median >= Bound) ? "met" : "missed")}";
}
