using System.Text;
using System.Text.Json;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Tests.Logs;

public class SecretMaskTests
{
    private const string Mask = SecretMask.Shown;
    private const string Pem = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n}\n-----END KEY-----\n";

    [Theory]
    [InlineData("hunter22", "the password is hunter22.", $"the password is {Mask}.")]
    [InlineData("hunter22", "hunter22hunter22", Mask)]
    [InlineData("hunter22", "hunter2 hunter", "hunter2 hunter")]
    [InlineData("abab", "xabababx", $"x{Mask}x")]
    [InlineData("ümläut-漢", "→ümläut-漢←", $"→{Mask}←")]
    [InlineData(" padded\n", "it is padded, yes", $"it is {Mask}, yes")]
    [InlineData("a\"b\\c", """{"v":"a\"b\\c"}""", $$"""{"v":"{{Mask}}"}""")]
    public void A_value_is_hidden_wherever_it_stands(string value, string text, string shown) =>
        Assert.Equal(shown, new SecretMask([value]).Apply(text));

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("Production")]
    public void What_tells_nothing_stays(string value) =>
        Assert.Equal($"vite builds for {value}", new SecretMask([value]).Apply($"vite builds for {value}"));

    [Fact]
    public void Overlapping_values_are_hidden_as_one()
    {
        var mask = new SecretMask(["token-one", "one-more-token", "oken"]);

        Assert.Equal($"[{Mask}] and {Mask}s", mask.Apply("[token-one-more-token] and tokens".Replace("tokens", "okens", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_value_of_several_lines_is_hidden_whole_line_by_line_and_as_JSON()
    {
        var mask = new SecretMask([Pem]);

        Assert.Equal($"<{Mask}\n>", mask.Apply($"<{Pem}>"));
        Assert.Equal($"  {Mask}\r\n  {Mask}\r\n", mask.Apply("  -----BEGIN KEY-----\r\n  MIIEvQIBADANBg\r\n"));
        Assert.Equal($"{{\"key\":\"{Mask}\\n\"}}", mask.Apply($"{{\"key\":{JsonSerializer.Serialize(Pem)}}}"));
        Assert.Equal("a } of its own", mask.Apply("a } of its own"));
    }

    /// <summary>Every text of these letters, every place to cut it at: the same comes out as of one piece, and what is hidden is what a plain search finds.</summary>
    [Fact]
    public void Where_a_text_is_cut_makes_no_difference()
    {
        string[] values = ["abca", "caab", "bbbbb"];
        var mask = new SecretMask(values);
        foreach (var text in Texts("abc", 8))
        {
            var expected = Plainly(text, values);
            Assert.Equal(expected, InPieces(mask, text, text.Length));
            for (var cut = 1; cut < text.Length; cut++)
                Assert.Equal(expected, InPieces(mask, text, cut));
            Assert.Equal(expected, InPieces(mask, text, every: 1));
        }
    }

    [Fact]
    public void No_more_is_kept_back_than_may_become_a_value()
    {
        var stream = new SecretMask(["secret-value"]).Stream();

        Assert.Equal("nothing here\n", Text(stream.Take("nothing here\n"u8.ToArray())));
        Assert.Equal("it is ", Text(stream.Take("it is secret-"u8.ToArray())));
        Assert.Equal("secret-x", Text(stream.Take("x"u8.ToArray())));
        Assert.Equal("", Text(stream.Take("secret"u8.ToArray())));
        Assert.Equal("secret", Text(stream.Rest()));
        Assert.Equal("-value", Text(stream.Take("-value"u8.ToArray())) + Text(stream.Rest()));
    }

    [Fact]
    public void A_value_repeated_without_end_is_not_kept()
    {
        var stream = new SecretMask(["aaaa"]).Stream();
        var piece = new byte[32 << 10];
        Array.Fill(piece, (byte)'a');

        var shown = string.Concat(Enumerable.Range(0, 1_000).Select(_ => Text(stream.Take(piece)))) + Text(stream.Rest());

        Assert.Equal(Mask, shown);
    }

    private static string InPieces(SecretMask mask, string text, int every)
    {
        var stream = mask.Stream();
        var shown = string.Concat(text.Chunk(every).Select(piece => Text(stream.Take(Encoding.UTF8.GetBytes(piece)))));
        return shown + Text(stream.Rest());
    }

    private static string Plainly(string text, string[] values)
    {
        var hidden = new bool[text.Length];
        foreach (var value in values)
        {
            for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
                Array.Fill(hidden, true, at, value.Length);
        }

        var shown = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (!hidden[i])
                shown.Append(text[i]);
            else if (i == 0 || !hidden[i - 1])
                shown.Append(Mask);
        }

        return shown.ToString();
    }

    private static IEnumerable<string> Texts(string letters, int length) => length == 0
        ? [""]
        : Texts(letters, length - 1).SelectMany(text => letters.Select(letter => text + letter));

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
