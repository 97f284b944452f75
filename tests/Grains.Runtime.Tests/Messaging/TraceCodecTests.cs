using System.Diagnostics;
using System.Text;

namespace MiniVercel.Runtime.Tests;

public class TraceCodecTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData("")]
    [InlineData(Parent)]
    [InlineData(Parent + " vendor=1,other=2")]
    public void A_trace_comes_out_as_it_went_in(string written) => Assert.Equal(written, TraceCodec.Write(Read(written)));

    [Theory]
    [InlineData("nothing that is known")]
    [InlineData(" ")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void What_makes_no_sense_is_no_trace(string written) => Assert.Equal(default, Read(written));

    [Fact]
    public void A_state_beyond_every_measure_stays_behind()
    {
        var trace = ActivityContext.Parse(Parent, "vendor=" + new string('x', 600));

        Assert.Equal(Parent, TraceCodec.Write(trace));
    }

    private static ActivityContext Read(string written) => TraceCodec.Read(Encoding.UTF8.GetBytes(written));
}
