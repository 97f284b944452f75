using System.Globalization;

namespace MiniVercel.Testing.Load;

/// <summary>A failed request with the words for it.</summary>
public sealed record LoadFailure(Answer Answer, string Detail)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Answer.Failure}: {Answer.Request.Method} {Answer.Request.Host}{Answer.Request.Path} after {Answer.Latency.TotalMilliseconds:0.0} ms"
        + $" (status {Answer.Status}, answered by {Answer.AnsweredBy ?? "nobody"}): {Detail}");
}
