using MiniVercel.Platform.Network.Resolving;

namespace MiniVercel.Platform.Tests.Network;

/// <summary>Whatever comes over the wire, reading it ends, and what was not asked is not believed.</summary>
public sealed class DnsResponseTests
{
    private const int Rounds = 200_000;

    [Fact]
    public void Whatever_bytes_come_reading_them_ends_without_complaint()
    {
        var random = new Random(20);
        var query = DnsQuery.For("www.example.test", DnsType.Txt)!;
        var read = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var message = Answer(query);
            for (var damage = random.Next(6); damage > 0; damage--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            if (DnsResponse.Read(message.AsSpan(0, random.Next(message.Length + 1)), query) is not null)
                read++;
        }

        Assert.InRange(read, 1, Rounds - 1); // some are whole, and some are not
    }

    [Fact]
    public void Pure_noise_behind_a_good_head_is_read_to_an_end()
    {
        var random = new Random(21);
        var query = DnsQuery.For("a.test", DnsType.A)!;
        for (var i = 0; i < Rounds; i++)
        {
            var message = Answer(query);
            random.NextBytes(message.AsSpan(query.Bytes.Length));
            if (random.Next(2) == 0)
                message.AsSpan(query.Bytes.Length).Replace((byte)random.Next(256), (byte)0xc0);
            DnsResponse.Read(message, query);
        }
    }

    [Fact]
    public void An_answer_must_have_the_number_and_the_question()
    {
        var query = DnsQuery.For("www.example.test", DnsType.Txt)!;
        Assert.Equal("hello", Assert.IsType<DnsRecord.Text>(Assert.Single(DnsResponse.Read(Answer(query), query)!.Records)).Value);

        Assert.Null(DnsResponse.Read(query.Bytes.Span, query)); // a question is no answer
        foreach (var at in new[] { 0, 1, 13, query.Bytes.Length - 3 })
        {
            var other = Answer(query);
            other[at] ^= 1;
            Assert.Null(DnsResponse.Read(other, query));
        }
    }

    [Fact]
    public void Two_queries_have_numbers_of_their_own()
    {
        var numbers = Enumerable.Range(0, 100).Select(_ => DnsQuery.For("a.test", DnsType.A)!.Id).Distinct();

        Assert.InRange(numbers.Count(), 90, 100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("ü.test")]
    [InlineData(".")]
    public void What_cannot_be_a_name_is_not_asked_for(string name) => Assert.Null(DnsQuery.For(name, DnsType.A));

    /// <summary>With one text whose name is a pointer to that of the question.</summary>
    private static byte[] Answer(DnsQuery query)
    {
        byte[] message = [.. query.Bytes.Span, 0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 1, 0, 6, 5, .. "hello"u8];
        (message[2], message[3], message[7]) = (0x85, 0x80, 1);
        return message;
    }
}
