using System.Security.Cryptography;

namespace MiniVercel;

/// <summary>
/// Makes ids that are short, safe in a URL and sort by creation time: ten characters of milliseconds, then ten random
/// ones. Within one millisecond a process counts upwards, so that ids of one caller sort in the order they were made.
/// </summary>
public static class NewId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const string ShortIdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const ulong RandomBits = (1UL << 50) - 1;

    private static readonly Lock Gate = new();
    private static long s_lastMillisecond;
    private static ulong s_lastTail;

    public static TId Of<TId>(TimeProvider clock)
        where TId : struct, ITypedId<TId>
    {
        var (millisecond, tail) = Next(clock.GetUtcNow().ToUnixTimeMilliseconds());
        return TId.From($"{TId.Prefix}_{Encode((ulong)millisecond)}{Encode(tail)}");
    }

    /// <summary>The id that follows from a time and a hash: the same each time.</summary>
    public static TId Derived<TId>(DateTimeOffset time, ReadOnlySpan<byte> hash)
        where TId : struct, ITypedId<TId> =>
        TId.From($"{TId.Prefix}_{Encode((ulong)time.ToUnixTimeMilliseconds())}{Encode(BitConverter.ToUInt64(hash) & RandomBits)}");

    /// <summary>
    /// The part of a build's host name that tells builds apart: twelve base32 characters, the first a digit, a form
    /// that no project name may end in.
    /// </summary>
    public static string ShortId() => string.Create(12, 0, static (text, _) =>
    {
        text[0] = (char)('2' + RandomNumberGenerator.GetInt32(6));
        for (var i = 1; i < text.Length; i++)
        {
            text[i] = ShortIdAlphabet[RandomNumberGenerator.GetInt32(32)];
        }
    });

    private static (long Millisecond, ulong Tail) Next(long now)
    {
        lock (Gate)
        {
            if (now > s_lastMillisecond)
            {
                s_lastMillisecond = now;
                s_lastTail = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) & (RandomBits >> 1);
            }
            else
            {
                s_lastTail++; // the clock stood still or went back: stay ahead of what was already given out
            }

            return (s_lastMillisecond, s_lastTail);
        }
    }

    private static string Encode(ulong value) => string.Create(10, value, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(rest & 31)];
            rest >>= 5;
        }
    });
}
