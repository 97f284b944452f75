using System.Globalization;
using MiniVercel.Gateway.Routing;

namespace MiniVercel.Silo;

/// <summary>What `minivercel up` says when it is ready.</summary>
public static class Welcome
{
    /// <param name="options">How it was started.</param>
    /// <param name="addresses">Where it answers.</param>
    /// <param name="login">Lets the administrator in once.</param>
    /// <param name="expected">The data folder in which the command line looks, if nobody tells it of another.</param>
    /// <param name="took">How long the start took.</param>
    public static string Text(SiloOptions options, SiteAddresses addresses, string? login, string? expected, TimeSpan took) =>
        options.IsGateway ? OfGateway(options, addresses, login, expected, took) : OfPart(options, addresses, took);

    private static string OfPart(SiloOptions options, SiteAddresses addresses, TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture,
        $"""

           Mini Vercel is ready ({took.TotalSeconds:0.0} s)

             Roles        {string.Join(", ", options.Roles)}
             Health       {addresses.DashboardUrl}/health
             Data         {Path.GetFullPath(options.Data)}

             Ctrl-C stops it; the others of its cluster go on.

         """);

    private static string OfGateway(SiloOptions options, SiteAddresses addresses, string? login, string? expected, TimeSpan took)
    {
        var data = Path.GetFullPath(options.Data);
        var token = Path.Combine(data, SiloHost.AdminTokenFile);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""

               Mini Vercel is ready ({took.TotalSeconds:0.0} s)

                 Dashboard    {addresses.DashboardUrl}
                 Sites        {addresses.LabelUrl("<project>")}
                 Data         {data}

                 The administrator's token is in {token}.
                 {HowToLogIn(options, data, token, expected)}
                 {(login is null ? "" : $"Log in with a browser, once within a day:  {login}")}

                 Deploy something:  ./minivercel deploy examples/static-site --prod
                 Ctrl-C stops everything that was started.

             """);
    }

    /// <summary>The command line finds the token in its data folder, and sends it nowhere but to localhost.</summary>
    private static string HowToLogIn(SiloOptions options, string data, string token, string? expected)
    {
        var settings = new List<string>();
        if (expected is null || Path.GetFullPath(expected) != data)
            settings.Add($"MINIVERCEL_DATA=\"{data}\"");
        if ((options.DashboardHost ?? options.BaseDomain) != "localhost")
            settings.Add($"MINIVERCEL_TOKEN=\"$(cat \"{token}\")\"");
        return settings.Count == 0
            ? "The command line on this machine finds it there."
            : $"Log the command line in with:  export {string.Join(' ', settings)}";
    }
}
