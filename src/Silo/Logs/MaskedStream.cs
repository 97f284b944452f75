using System.Buffers;
using System.Text;

namespace MiniVercel.Silo.Logs;

/// <summary>
/// Hides values in a stream of bytes. What may be the beginning of one is kept back until more is known, and that is never more than the
/// longest of them; values that overlap or touch are hidden as one.
/// </summary>
public sealed class MaskedStream(SecretPatterns patterns)
{
    private static readonly byte[] s_shown = Encoding.UTF8.GetBytes(SecretMask.Shown);

    private readonly ArrayBufferWriter<byte> _out = new();

    /// <summary>What was read and not passed on, and what in it is part of a value: in order, apart from each other.</summary>
    private byte[] _held = [];
    private readonly List<(int Start, int End)> _hidden = [];
    private int _state;

    /// <summary>Whether what was passed on last is the mask of a value that may go on.</summary>
    private bool _isOpen;

    /// <summary>What of all that was read can be passed on. It holds until the next call.</summary>
    public ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> piece)
    {
        if (patterns.IsEmpty)
            return piece;

        if (_held.Length == 0 && !piece.IsEmpty && piece.Span.IndexOfAny(patterns.Beginnings) < 0)
        {
            _isOpen = false;
            return piece;
        }

        byte[] read = [.. _held, .. piece.Span];
        Look(read, from: _held.Length);
        return PassOn(read, until: read.Length - patterns.Depth(_state));
    }

    /// <summary>What was kept back, when nothing follows.</summary>
    public ReadOnlyMemory<byte> Rest()
    {
        var rest = PassOn(_held, until: _held.Length);
        (_state, _isOpen) = (0, false);
        return rest;
    }

    private void Look(byte[] read, int from)
    {
        for (var at = from; at < read.Length; at++)
        {
            if (_state == 0)
            {
                var beginning = read.AsSpan(at).IndexOfAny(patterns.Beginnings);
                if (beginning < 0)
                    return;
                at += beginning;
            }

            _state = patterns.Next(_state, read[at]);
            if (patterns.Longest(_state) is > 0 and var length)
                Hide(at + 1 - length, at + 1);
        }
    }

    private void Hide(int start, int end)
    {
        while (_hidden.Count > 0 && _hidden[^1].End >= start)
        {
            start = Math.Min(start, _hidden[^1].Start);
            _hidden.RemoveAt(_hidden.Count - 1);
        }

        _hidden.Add((start, end));
    }

    private ReadOnlyMemory<byte> PassOn(byte[] read, int until)
    {
        _out.ResetWrittenCount();
        var at = 0;
        foreach (var (start, end) in _hidden.TakeWhile(h => h.Start < until))
        {
            _out.Write(read.AsSpan(at, start - at));
            if (!_isOpen || start > 0)
                _out.Write(s_shown);
            at = Math.Min(end, until);
            _isOpen = at == until;
        }

        if (at < until)
        {
            _out.Write(read.AsSpan(at, until - at));
            _isOpen = false;
        }

        _held = read[until..];
        for (var i = _hidden.Count - 1; i >= 0; i--)
        {
            var (start, end) = _hidden[i];
            if (end <= until)
                _hidden.RemoveAt(i);
            else
                _hidden[i] = (Math.Max(0, start - until), end - until);
        }

        return _out.WrittenMemory;
    }
}
