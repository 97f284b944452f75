namespace MiniVercel.Platform.Variables;

/// <summary>Which builds see a variable, and the apps that run from them.</summary>
[Flags]
public enum Targets
{
    None = 0,
    Production = 1,
    Preview = 2,
    All = Production | Preview,
}

/// <summary>Whether a variable is for the commands of a build, for the app that comes of it, or for both.</summary>
public enum VariableScope
{
    Build,
    Runtime,
    Both,
}

/// <summary>A variable without its value.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Key">The name that programs know it by.</param>
/// <param name="Targets">Where it is seen.</param>
/// <param name="Scope">By what it is seen.</param>
/// <param name="Size">The bytes of its key and value.</param>
/// <param name="Version">Rises with every change; sealing it under another key is none.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
public sealed record Variable(
    VariableId Id, string Key, Targets Targets, VariableScope Scope, int Size, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A variable that somebody wants to have.</summary>
public sealed record NewVariable(VariableId Id, string Key, string Value, Targets Targets, VariableScope Scope)
{
    public int Size => VariableLimits.SizeOf(Key, Value);
}

/// <summary>What is to be different about a variable; what is null stays.</summary>
public sealed record VariablePatch(string? Value, Targets? Targets, VariableScope? Scope);
