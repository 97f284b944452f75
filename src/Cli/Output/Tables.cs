using System.Globalization;
using MiniVercel.Client;
using Spectre.Console;

namespace MiniVercel.Cli;

/// <summary>The API's nouns as rows for people.</summary>
internal static class Tables
{
    public static Table OfProjects(IEnumerable<Project> projects, DateTimeOffset now)
    {
        var table = WithColumns("Project", "URL", "Active", "Age");
        foreach (var project in projects)
            AddRow(table, project.Name, project.ProductionUrl, project.ActiveDeploymentId, Ages.Since(project.CreatedAt, now));
        return table;
    }

    public static Table OfBuilds(IEnumerable<Build> builds, DateTimeOffset now)
    {
        var table = WithColumns("Build", "Status", "Branch", "Age", "Duration", "Preview", "Reason");
        foreach (var build in builds)
        {
            AddRow(
                table, build.Id, build.Status, build.Branch, Ages.Since(build.CreatedAt, now),
                build.DurationMs is { } ms ? Ages.Of(TimeSpan.FromMilliseconds(ms)) : null, build.PreviewUrl, build.Reason);
        }
        return table;
    }

    public static Table OfVariables(IEnumerable<Variable> variables, DateTimeOffset now)
    {
        var table = WithColumns("Key", "Value", "Targets", "Scope", "Changed");
        foreach (var variable in variables)
        {
            AddRow(
                table, variable.Key, variable.Value, string.Join(", ", variable.Target), variable.Scope,
                Ages.Since(variable.UpdatedAt ?? variable.CreatedAt, now));
        }
        return table;
    }

    public static Table OfDomains(IEnumerable<Domain> domains, DateTimeOffset now)
    {
        var table = WithColumns("Domain", "Served", "Leads here", "Age", "Problem");
        foreach (var domain in domains)
            AddRow(table, domain.Name, domain.IsVerified ? "yes" : "no", domain.IsPointingHere ? "yes" : "no", Ages.Since(domain.CreatedAt, now), domain.Problem);
        return table;
    }

    public static Table OfTokens(IEnumerable<ApiToken> tokens, DateTimeOffset now)
    {
        var table = WithColumns("Id", "Name", "May", "Made", "Last used", "Ends");
        foreach (var token in tokens)
        {
            AddRow(
                table, token.Id, token.Name, token.Role, Ages.Since(token.CreatedAt, now), token.LastUsedAt is { } used ? Ages.Since(used, now) : "never",
                token.ExpiresAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "when it is ended");
        }

        return table;
    }

    public static Table OfSecretKeys(SecretKeys keys)
    {
        var table = WithColumns("Key", "Secrets", "");
        foreach (var key in keys.Keys)
            AddRow(table, key.KeyId, $"{key.Secrets}", key.KeyId == keys.KeyId ? "for new ones" : "older: secrets rotate frees it");
        if (keys.Keys.All(k => k.KeyId != keys.KeyId))
            AddRow(table, keys.KeyId, "0", "for new ones");
        return table;
    }

    /// <summary>One thing, whole: a line for each of its facts.</summary>
    public static Table OfFacts(params IEnumerable<(string Name, object? Value)> facts)
    {
        var table = WithColumns("", "").HideHeaders();
        foreach (var (name, value) in facts)
        {
            var text = value is DateTimeOffset at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'") : value?.ToString();
            if (!string.IsNullOrEmpty(text))
                AddRow(table, name, text);
        }
        return table;
    }

    private static Table WithColumns(params string[] names)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var name in names)
            table.AddColumn(new TableColumn(new Text(name, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        return table;
    }

    private static void AddRow(Table table, params string?[] cells) =>
        table.AddRow(cells.Select(cell => new Text(TerminalText.Plain(cell ?? "-"))));
}
