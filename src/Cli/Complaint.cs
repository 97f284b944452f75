using System.Net;
using MiniVercel.Client;

namespace MiniVercel.Cli;

/// <summary>Tells what went wrong and what to do about it.</summary>
internal sealed class Complaint(Shell shell)
{
    /// <summary>Null for what nobody foresaw: that is a fault of this program and should show its trace.</summary>
    public static int? ExitCodeOf(Exception e) => e switch
    {
        UsageException or ApiException { Status: HttpStatusCode.UnprocessableEntity } => ExitCode.WrongUsage,
        NotAllowedException or ApiException { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => ExitCode.NotAllowed,
        ServerUnreachableException => ExitCode.Unreachable,
        CommandFailedException or ApiException or FileChangedException => ExitCode.Failed,
        _ => null,
    };

    public void Tell(Exception e)
    {
        switch (e)
        {
            case ApiException refusal:
                Tell(refusal);
                break;
            case ServerUnreachableException silence:
                Tell($"{silence.Message.TrimEnd('.', '/')}. {WhatToDoAbout(silence.Server)}");
                break;
            default:
                Tell(e.Message);
                break;
        }
    }

    public void Tell(string sentence) =>
        shell.Error.WriteLine($"{shell.InkOnError.Red("Error:")} {TerminalText.Plain(sentence)}");

    private void Tell(ApiException refusal)
    {
        var problem = refusal.Problem;
        Tell(problem.Title ?? problem.Summary);
        if (problem.Detail is not null && problem.Detail != problem.Title)
            TellMore(problem.Detail);
        foreach (var (field, messages) in problem.Errors ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            foreach (var message in messages)
                TellMore($"{field}: {message}");
        }
        if (refusal.Status == HttpStatusCode.Unauthorized)
            TellMore("Give a valid token with --token or in MINIVERCEL_TOKEN.");
        if (problem.TraceId is not null)
            TellMore($"trace_id: {problem.TraceId}");
    }

    private void TellMore(string sentence) => shell.Error.WriteLine($"  {TerminalText.Plain(sentence)}");

    private static string WhatToDoAbout(Uri server) => server.IsLoopback
        ? "Start it with ./minivercel up, or name another server with --url."
        : "Is it running, and can this machine reach it? Name another server with --url.";
}
