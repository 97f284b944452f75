namespace MiniVercel.Silo.Building.Serving;

/// <summary>What is wrong with a rule, in a sentence; whoever knows the file and the line says them.</summary>
internal sealed class RuleException(string why) : Exception(why);
