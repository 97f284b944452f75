namespace MiniVercel.Cli;

/// <summary>What a script learns from a command; part of the contract.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A build or a deployment ended badly, or the server refused.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;
    public const int NotAllowed = 3;
    public const int Unreachable = 4;

    /// <summary>128 + SIGINT, as every shell expects.</summary>
    public const int Interrupted = 130;
}
