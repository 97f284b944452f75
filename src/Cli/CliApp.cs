using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using MiniVercel.Cli.Verbs;
using MiniVercel.Client;

namespace MiniVercel.Cli;

/// <summary>The <c>minivercel</c> command: arguments in, an exit code out, and every failure told as help.</summary>
internal static class CliApp
{
    public static async Task<int> RunAsync(string[] args, Shell shell, CancellationToken ct)
    {
        var parsed = CommandOf(shell).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            return TellWrongUsage(parsed, parsed.Errors.Select(error => error.Message), shell);
        // The parser takes an option it does not know for an argument; nobody means a folder named --porduction.
        if (parsed.CommandResult.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value != "-") is { } unknown)
            return TellWrongUsage(parsed, [$"There is no option {unknown.Value} here."], shell);

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = shell.Out,
                    Error = shell.Error,
                    EnableDefaultExceptionHandler = false,
                    // The process listens to its signals itself.
                    ProcessTerminationTimeout = null,
                },
                ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (Complaint.ExitCodeOf(e) is { } code)
        {
            new Complaint(shell).Tell(e);
            return code;
        }
    }

    private static Command CommandOf(Shell shell)
    {
        var options = new CommonOptions(shell);
        var root = new Command("minivercel", "Deploys folders to your own Mini Vercel.")
        {
            DeployVerb.Create(options),
            LsVerb.Create(options),
            LogsVerb.Create(options),
            InspectVerb.Create(options),
            PromoteVerb.Create(options),
            RollbackVerb.Create(options),
            RedeployVerb.Create(options),
            CancelVerb.Create(options),
            RmVerb.Create(options),
            ProjectsVerb.Create(options),
            EnvVerb.Create(options),
            DomainsVerb.Create(options),
            LinkVerb.Create(options),
            OpenVerb.Create(options),
            SecretsVerb.Create(options),
            LoginVerb.Create(options),
            LogoutVerb.Create(options),
            WhoamiVerb.Create(options),
            TokensVerb.Create(options),
            new HelpOption { Recursive = true },
            new VersionOption(),
        };
        options.AddTo(root);
        // Alone, the command is a question: what can I do here?
        root.SetAction(parse => new HelpAction().Invoke(parse));
        return root;
    }

    private static int TellWrongUsage(ParseResult parsed, IEnumerable<string> errors, Shell shell)
    {
        foreach (var error in errors)
            new Complaint(shell).Tell(error);
        var path = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
            path.Push(command.Command.Name);
        shell.Error.WriteLine($"See ./{string.Join(' ', path)} --help");
        return ExitCode.WrongUsage;
    }
}
