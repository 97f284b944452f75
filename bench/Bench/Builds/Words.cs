namespace MiniVercel.Bench.Builds;

/// <summary>Text for pages: the same in every run, and no two pages alike.</summary>
internal sealed class Words
{
    private readonly Random _random = new(1);

    public string Page(int mostWords) => $"<!doctype html><title>{Some(4)}</title><p>{Some(_random.Next(mostWords / 6, mostWords))}</p>";

    private string Some(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => $"{(char)('a' + _random.Next(26))}{_random.Next(5_000)}"));
}
