namespace MiniVercel.Cli.Deploying;

/// <param name="Path">Relative to the deployed folder, with <c>/</c> between its parts.</param>
/// <param name="File">Where its bytes are on this machine.</param>
internal sealed record SourceFile(string Path, string File, long Size, bool Executable);
