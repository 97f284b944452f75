using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class DomainsVerb
{
    public static Command Create(CommonOptions options)
    {
        var project = new Option<string?>("--project") { Description = "The project (else the folder's).", Recursive = true };
        return new Command("domains", "List, add, verify or remove a project's own domains.")
        {
            project, Ls(options, project), Add(options, project), Verify(options, project), Rm(options, project),
        };
    }

    private static Command Ls(CommonOptions options, Option<string?> projectOption)
    {
        var command = new Command("ls", "List the domains.");
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var domains = await session.Client.ListDomainsAsync(project.Id, ct).ToListAsync(ct);
            if (domains.Count == 0)
                session.Report.Say($"{project.Name} has no domain of its own. ./minivercel domains add NAME adds one.");
            session.Report.Document(domains, CliJson.Default.IReadOnlyListDomain, () => Tables.OfDomains(domains, session.Clock.GetUtcNow()));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Add(CommonOptions options, Option<string?> projectOption)
    {
        var name = new Argument<string>("domain") { Description = "Such as www.example.com." };
        var command = new Command("add", "Add a domain, say what to set in its DNS, and print its URL.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var domain = await session.Client.AddDomainAsync(project.Id, parse.GetValue(name)!, ct);
            session.Report.Say(domain.IsVerified ? $"{domain.Name} is served from now on." : $"{domain.Name} is served as soon as it is verified.");
            TellWhatToSet(session.Report, domain);
            session.Report.Outcome(domain.Url, domain, ApiJson.Default.Domain);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify(CommonOptions options, Option<string?> projectOption)
    {
        var name = new Argument<string>("domain") { Description = "One of the project's." };
        var command = new Command("verify", "Have the server look into the DNS now; a failure says what is missing there.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var domain = await session.Client.VerifyDomainAsync(project.Id, parse.GetValue(name)!, ct);
            session.Report.Outcome(domain.IsVerified ? domain.Url : null, domain, ApiJson.Default.Domain);
            TellWhatToSet(session.Report, domain);
            if (domain.IsVerified)
                return ExitCode.Done;
            session.Report.Complain($"{domain.Name} is not verified{(domain.Problem is null ? "." : $": {domain.Problem}")}");
            return ExitCode.Failed;
        });
        return command;
    }

    private static Command Rm(CommonOptions options, Option<string?> projectOption)
    {
        var name = new Argument<string>("domain") { Description = "One of the project's." };
        var command = new Command("rm", "Remove a domain: it is not served any more, and others may have it.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var domain = parse.GetValue(name)!;
            session.MustConfirm("Removing a domain", $"Remove {domain} from {project.Name}, and stop serving it?");
            await session.Client.DeleteDomainAsync(project.Id, domain, ct);
            session.Report.Say($"{project.Name} is not served at {domain} any more.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void TellWhatToSet(Report report, Domain domain)
    {
        foreach (var record in domain.Records.Where(r => !r.IsFound))
            report.Say($"Set in the DNS: {record.Name} {record.Type} {record.Value}");
    }
}
