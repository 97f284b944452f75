using System.Text;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Tests.Logs;

public class LineFolderTests
{
    private readonly LineFolder _folder = new();

    [Theory]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\r\ntwo\r\n", "one|two")]
    [InlineData("\n\n", "|")]
    [InlineData("no end", "no end")]
    [InlineData("10 %\r50 %\r100 %\n", "100 %")]
    [InlineData("10 %\r50 %\r", "50 %")]
    [InlineData("kept\r\r\n", "kept")]
    [InlineData("\u001b[32mgreen\u001b[0m\n", "\u001b[32mgreen\u001b[0m")]
    [InlineData("größer\n€\n😀", "größer|€|😀")]
    public void Lines_are_the_same_wherever_the_pieces_are_cut(string printed, string lines)
    {
        var bytes = Encoding.UTF8.GetBytes(printed);
        foreach (var size in new[] { 1, 2, 3, 7, 100 })
            Assert.Equal(lines, string.Join('|', Fold(bytes.Chunk(size))));
    }

    [Fact]
    public void A_line_without_an_end_takes_no_more_memory_the_longer_it_is()
    {
        var piece = new byte[32 << 10];
        Array.Fill(piece, (byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();

        var lines = 0;
        for (var i = 0; i < 10_000; i++)
            lines += _folder.Take(piece).Count();

        Assert.Equal(0, lines);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        Assert.Equal($"{new string('x', LineFolder.LongestLine)}… (327.7 MB more)", _folder.Rest());
        Assert.Equal(["next"], Fold([Encoding.UTF8.GetBytes("next\n")]));
    }

    [Fact]
    public void A_letter_is_not_cut_in_two()
    {
        var line = Assert.Single(Fold([Encoding.UTF8.GetBytes(new string('x', LineFolder.LongestLine - 1) + "€uro\n")]));

        Assert.Equal($"{new string('x', LineFolder.LongestLine - 1)}… (5 B more)", line);
    }

    private List<string> Fold(IEnumerable<byte[]> pieces)
    {
        List<string> lines = [.. pieces.SelectMany(p => _folder.Take(p).ToList())];
        return _folder.Rest() is { } rest ? [.. lines, rest] : lines;
    }
}
