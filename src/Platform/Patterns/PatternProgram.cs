namespace MiniVercel.Platform.Patterns;

internal enum PatternOp : byte
{
    /// <summary>Takes a character of the set.</summary>
    Take,

    /// <summary>Goes on at X, and at Y where that leads to nothing.</summary>
    Split,
    Jump,

    /// <summary>Notes the place, as number X.</summary>
    Note,

    /// <summary>Goes on at X unless what follows matches here.</summary>
    NotAhead,
    Done,
}

internal readonly record struct PatternStep(PatternOp Op, int X = 0, int Y = 0, CharSet? Set = null);

/// <summary>A pattern as steps, one after the other.</summary>
internal sealed class PatternProgram
{
    private readonly List<PatternStep> _steps = [];
    private readonly int _most;

    private PatternProgram(int most) => _most = most;

    public static PatternStep[] Of(PatternNode root, int mostSteps)
    {
        var program = new PatternProgram(mostSteps);
        program.Write(root);
        program.Add(new PatternStep(PatternOp.Done));
        return [.. program._steps];
    }

    private int Next => _steps.Count;

    private int Add(PatternStep step)
    {
        if (_steps.Count == _most)
            throw new PatternException($"it is too complicated: it comes to more than {_most} steps.");
        _steps.Add(step);
        return _steps.Count - 1;
    }

    private void Write(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Character(var set):
                Add(new PatternStep(PatternOp.Take, Set: set));
                break;
            case PatternNode.Sequence(var parts):
                foreach (var part in parts)
                    Write(part);
                break;
            case PatternNode.Capture(var index, var what):
                Add(new PatternStep(PatternOp.Note, 2 * index));
                Write(what);
                Add(new PatternStep(PatternOp.Note, (2 * index) + 1));
                break;
            case PatternNode.Choice(var ways):
                Choose(ways);
                break;
            case PatternNode.Repeat repeat:
                Repeat(repeat);
                break;
            case PatternNode.NotAhead(var what):
                var ask = Add(new PatternStep(PatternOp.NotAhead));
                Write(what);
                Add(new PatternStep(PatternOp.Done));
                _steps[ask] = new PatternStep(PatternOp.NotAhead, Next);
                break;
        }
    }

    private void Choose(IReadOnlyList<PatternNode> ways)
    {
        var ends = new List<int>();
        for (var i = 0; i < ways.Count - 1; i++)
        {
            var split = Add(new PatternStep(PatternOp.Split));
            Write(ways[i]);
            ends.Add(Add(new PatternStep(PatternOp.Jump)));
            _steps[split] = new PatternStep(PatternOp.Split, split + 1, Next);
        }

        Write(ways[^1]);
        foreach (var end in ends)
            _steps[end] = new PatternStep(PatternOp.Jump, Next);
    }

    private void Repeat(PatternNode.Repeat repeat)
    {
        for (var i = 0; i < repeat.Least; i++)
            Write(repeat.What);
        if (repeat.Most is not { } most)
        {
            var loop = Add(new PatternStep(PatternOp.Split));
            Write(repeat.What);
            Add(new PatternStep(PatternOp.Jump, loop));
            _steps[loop] = Split(loop + 1, Next, repeat.IsLazy);
            return;
        }

        var splits = new List<int>();
        for (var i = repeat.Least; i < most; i++)
        {
            splits.Add(Add(new PatternStep(PatternOp.Split)));
            Write(repeat.What);
        }

        foreach (var split in splits)
            _steps[split] = Split(split + 1, Next, repeat.IsLazy);
    }

    private static PatternStep Split(int again, int on, bool isLazy) =>
        isLazy ? new PatternStep(PatternOp.Split, on, again) : new PatternStep(PatternOp.Split, again, on);
}
