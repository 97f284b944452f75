using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Tests.Http;

public class ResponseReaderTests
{
    /// <summary>A network cuts where it likes; two answers on one connection must come out the same whatever it does.</summary>
    [Fact]
    public void However_the_bytes_are_cut_the_answers_are_the_same()
    {
        var bodies = Gen.Elements(0, 1, 300, 33_000).Select(length => new string('x', length) + "\r\n0\r\n\r\n").ArrayOf();
        var networks =
            from buffer in Gen.Elements(40, 100, 32_768)
            from chunked in Gen.Elements(true, false)
            from cuts in Gen.Elements(1, 2, 3, 7, 100, 40_000).NonEmptyListOf()
            select new Network(buffer, chunked, [.. cuts]);

        Prop.ForAll(bodies.ToArbitrary(), networks.ToArbitrary(), async (sent, network) => Assert.Equal(sent, await Read(sent, network)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(6));
    }

    private static async Task<List<string>> Read(string[] bodies, Network network)
    {
        var wire = string.Concat(bodies.Select(body => network.Chunked ? Chunked(body) : Plain(body)));
        var reader = new ResponseReader(new SlicedStream(Encoding.Latin1.GetBytes(wire), network.Cuts), network.Buffer);
        var read = new List<string>();
        foreach (var _ in bodies)
        {
            var sink = new ArrayBufferWriter<byte>();
            var head = await reader.ReadHead(CancellationToken.None);
            Assert.True(await reader.ReadBody(head, answersHead: false, sink, CancellationToken.None));
            read.Add(Encoding.Latin1.GetString(sink.WrittenSpan));
        }

        return read;
    }

    private static string Plain(string body) => $"HTTP/1.1 200 OK\r\ncontent-length: {body.Length}\r\n\r\n{body}";

    private static string Chunked(string body) =>
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        + string.Concat(body.Chunk(9_999).Select(part => $"{part.Length:x}\r\n{new string(part)}\r\n")) + "0\r\n\r\n";

    private sealed record Network(int Buffer, bool Chunked, int[] Cuts);

    private sealed class SlicedStream(byte[] bytes, int[] cuts) : MemoryStream(bytes)
    {
        private int _turn;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, cuts[_turn++ % cuts.Length])], cancellationToken);
    }
}
