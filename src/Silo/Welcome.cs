using System.Globalization;

namespace MiniVercel.Silo;

/// <summary>What `minivercel up` says when it is ready.</summary>
internal static class Welcome
{
    public static void Print(SiloHost silo, TimeSpan took) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"""

           Mini Vercel is ready ({took.TotalSeconds:0.0} s)

             Dashboard    {silo.Addresses.DashboardUrl}
             Sites        {silo.Addresses.LabelUrl("<project>")}
             Data         {Path.GetFullPath(silo.Options.Data)}
             Admin token  in admin-token there; the CLI on this machine finds it

             Deploy something:  ./minivercel deploy examples/static-site --prod
             Ctrl-C stops everything that was started.

         """));
}
