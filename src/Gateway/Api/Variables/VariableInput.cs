using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Gateway.Api.Variables;

/// <summary>Reads variables from a body, and which one of them a call is about.</summary>
internal static partial class VariableInput
{
    public const string List = "variables";

    public static readonly HeardHeader Seen = new(
        "If-Match", "The `version` of the variable as it was read: where it has another by now, the answer is 412. `*` takes it as it is.",
        @"^(\*|""?\d{1,18}""?)$", 20);

    /// <summary>One variable, or under `variables` several, of which all are added or none.</summary>
    public static IReadOnlyList<NewVariable> ReadNew(Fields fields, ReservedNames reserved, Func<VariableId> newId)
    {
        var entries = fields.Has(List) ? fields.Objects(List, atLeast: 1, atMost: VariableLimits.Most) : [fields];
        var variables = new List<NewVariable>();
        foreach (var entry in entries)
        {
            var key = entry.Text("key", "", k => Key(k) ?? reserved.WhyNot(k), required: true) ?? "";
            var value = entry.Text("value", "", Value, required: true) ?? "";
            var one = new NewVariable(newId(), key, value, ReadTargets(entry) ?? Targets.All, ReadScope(entry) ?? VariableScope.Both);
            if (key.Length > 0 && variables.Any(v => v.Key == key && (v.Targets & one.Targets) != 0))
                entry.Refuse("key", "It is there twice for the same target.");
            variables.Add(one);
        }

        fields.ThrowIfRefused();
        return variables;
    }

    public static VariablePatch ReadPatch(Fields fields)
    {
        var patch = new VariablePatch(
            fields.Has("value") ? fields.Text("value", null, Value, required: true) : null, ReadTargets(fields), ReadScope(fields));
        if (patch is { Value: null, Targets: null, Scope: null })
            fields.Refuse("value", "Say what is to be different: value, target or scope.");
        fields.ThrowIfRefused();
        return patch;
    }

    /// <summary>Which of a key's two values is meant, by `?target=`.</summary>
    public static Targets? ReadTarget(HttpRequest request) => request.Query["target"].FirstOrDefault() is not { } word
        ? null
        : Target(word) ?? throw new InvalidInputException("target", "It must be production or preview.");

    /// <summary>The version that the caller has seen, by `If-Match`.</summary>
    public static long? ReadSeen(HttpRequest request) => request.Headers.IfMatch.ToString().Trim('"') switch
    {
        "" or "*" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => version,
        _ => throw new InvalidInputException("If-Match", "It must be the `version` of the variable as it was read."),
    };

    private static Targets? ReadTargets(Fields fields)
    {
        if (fields.Texts("target") is not { } words)
            return null;
        var targets = Targets.None;
        foreach (var word in words)
        {
            if (Target(word) is not { } target)
                fields.Refuse("target", "It must be a list of production and preview.");
            else if (targets.HasFlag(target))
                fields.Refuse("target", $"It must name {word} once.");
            else
                targets |= target;
        }

        if (words.Count == 0)
            fields.Refuse("target", "It must name at least one of production and preview.");
        return targets;
    }

    private static VariableScope? ReadScope(Fields fields)
    {
        var word = fields.Text("scope", null, s => Scope(s) is null ? "It must be build, runtime or both." : null, required: fields.Has("scope"));
        return word is null ? null : Scope(word);
    }

    private static Targets? Target(string word) => word switch
    {
        "production" => Targets.Production,
        "preview" => Targets.Preview,
        _ => null,
    };

    private static VariableScope? Scope(string word) => word switch
    {
        "build" => VariableScope.Build,
        "runtime" => VariableScope.Runtime,
        "both" => VariableScope.Both,
        _ => null,
    };

    private static string? Key(string key)
    {
        if (key.Length > VariableLimits.LongestKey)
            return $"It must have at most {VariableLimits.LongestKey} characters.";
        return Name().IsMatch(key) ? null : "It must be letters of a-z and A-Z, digits and underscores, and not begin with a digit.";
    }

    private static string? Value(string value)
    {
        if (Encoding.UTF8.GetByteCount(value) > VariableLimits.LargestValue)
            return $"It must be at most {VariableLimits.LargestValue} bytes long.";
        if (value == VariableViews.Masked)
            return "It must be a value, and this is the mask that hides one.";
        return value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? "It must not contain control characters, except tabs and ends of lines."
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
