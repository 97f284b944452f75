using System.ComponentModel.DataAnnotations;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Input;

namespace MiniVercel.Gateway.Api.Described;

/// <summary>A text that is one of the words of an enumeration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WordsOfAttribute<TEnum>() : AllowedValuesAttribute([.. Enum.GetValues<TEnum>().Select(value => value.Word())])
    where TEnum : struct, Enum;

/// <summary>What a member of a team is.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RolesAttribute() : AllowedValuesAttribute([.. RightWords.Roles]);

/// <summary>What a token is for.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenRolesAttribute() : AllowedValuesAttribute([.. RightWords.Tokens]);

[AttributeUsage(AttributeTargets.Property)]
internal sealed class AppTypesAttribute() : AllowedValuesAttribute([.. Rules.AppTypes]);
