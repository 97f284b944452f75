using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Properties.Generators;

/// <summary>What somebody does to the variables of a project.</summary>
public abstract record VariableDeed
{
    private VariableDeed()
    {
    }

    public sealed record Add(string Key, string Value, string[] Targets, string Scope, bool Replace) : VariableDeed
    {
        public override string ToString() => $"{(Replace ? "replace" : "add")} {Key} for {string.Join('+', Targets)}, {Scope}";
    }

    public sealed record Change(string Key, string Target, string Value) : VariableDeed
    {
        public override string ToString() => $"change {Key} of {Target}";
    }

    public sealed record Remove(string Key, string Target) : VariableDeed
    {
        public override string ToString() => $"remove {Key} of {Target}";
    }
}

/// <summary>What is done, and the build that comes after it.</summary>
public sealed record VariableHistory(IReadOnlyList<VariableDeed> Deeds, bool Production)
{
    public override string ToString() => $"{string.Join("; ", Deeds)}; then a {(Production ? "production" : "preview")} build";
}

/// <summary>Few keys, so that they meet; values of every kind, above all those that shells and quotes take apart.</summary>
internal static class VariableHistories
{
    private static readonly string[] Keys = ["K_ONE", "K_TWO", "K_THREE"];
    private static readonly string[] Targets = ["production", "preview"];
    private static readonly string[] Scopes = ["build", "runtime", "both"];
    private static readonly string[] Texts =
        ["", "plain", "two words", "it's \"quoted\" `id` $HOME \\n", "--flag=a,b", "-----BEGIN-----\nline one\n-----END-----\n", "win\r\nlines", "\ttab", "ümläut 漢", new string('x', 5_000)];

    public static Arbitrary<VariableHistory> Arbitrary() => (
        from deeds in Gen.Frequency((5, Add()), (2, Change()), (2, Remove())).ArrayOf()
        from first in Add()
        from production in Gen.Elements(true, false)
        select new VariableHistory([first, .. deeds.Take(12)], production)).ToArbitrary();

    private static Gen<VariableDeed> Add() =>
        from key in Gen.Elements(Keys)
        from value in Value()
        from targets in Gen.Elements<string[]>(["production"], ["preview"], ["production", "preview"])
        from scope in Gen.Elements(Scopes)
        from replace in Gen.Elements(true, false)
        select (VariableDeed)new VariableDeed.Add(key, value, targets, scope, replace);

    private static Gen<VariableDeed> Change() =>
        from key in Gen.Elements(Keys)
        from target in Gen.Elements(Targets)
        from value in Value()
        select (VariableDeed)new VariableDeed.Change(key, target, value);

    private static Gen<VariableDeed> Remove() =>
        from key in Gen.Elements(Keys)
        from target in Gen.Elements(Targets)
        select (VariableDeed)new VariableDeed.Remove(key, target);

    /// <summary>With a number, so that no two are the same by chance.</summary>
    private static Gen<string> Value() =>
        from text in Gen.Elements(Texts)
        from number in Gen.Choose(1_000, 999_999)
        select text.Length == 0 ? text : $"{text}{number}";
}
