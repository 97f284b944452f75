using System.ComponentModel.DataAnnotations;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Gateway.Api.Variables;

internal sealed record NewVariableBody(
    string Key, string Value, [property: AllowedValues("production", "preview")] IReadOnlyList<string> Target = null!, [property: WordsOf<VariableScope>] string Scope = "");

/// <summary>One variable, or several under `variables`.</summary>
internal sealed record AddVariablesBody(
    string Key = "", string Value = "", [property: AllowedValues("production", "preview")] IReadOnlyList<string> Target = null!,
    [property: WordsOf<VariableScope>] string Scope = "", bool Replace = false, IReadOnlyList<NewVariableBody> Variables = null!);

internal sealed record VariableBody(
    string Value = "", [property: AllowedValues("production", "preview")] IReadOnlyList<string> Target = null!, [property: WordsOf<VariableScope>] string Scope = "");
