using System.ComponentModel.DataAnnotations;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Gateway.Api.Variables;

public sealed record VariableView(
    string Id, string Key, string Value, [property: AllowedValues("production", "preview")] IReadOnlyList<string> Target,
    [property: WordsOf<VariableScope>] string Scope, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Variables as the API shows them: every name, and no value unless it was asked for by who may.</summary>
internal static class VariableViews
{
    public const string Masked = "••••••••";

    public static VariableView Of(Variable variable, string value = Masked) => new(
        variable.Id.Value, variable.Key, value, WordsOf(variable.Targets), variable.Scope.Word(), variable.Version, variable.CreatedAt, variable.UpdatedAt);

    public static IReadOnlyList<string> WordsOf(Targets targets) =>
        [.. new[] { Targets.Production, Targets.Preview }.Where(t => targets.HasFlag(t)).Select(t => t.Word())];

    /// <summary>The part of them that is asked for.</summary>
    public static Page<Variable> Part(IReadOnlyList<Variable> variables, Paging paging) => Page.Of(
        [.. variables.Where(v => paging.Cursor is null || string.CompareOrdinal(v.Id.Value, paging.Cursor) < 0).Take(paging.Limit + 1)],
        paging, v => v.Id.Value);
}
