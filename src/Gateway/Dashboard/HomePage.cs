using System.Text;

namespace MiniVercel.Gateway.Dashboard;

/// <summary>What the dashboard's host shows where the dashboard has not been built: that it runs, and what to do next.</summary>
internal static class HomePage
{
    private const string Page =
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Mini Vercel</title>
          <style>
            body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem; color: #1a1a1a; background: #fff }
            h1 { font-size: 1.9rem; letter-spacing: -.02em; margin: 0 0 .25rem }
            p { margin: .5rem 0 1.25rem; color: #555 }
            pre { background: #f5f5f4; border-radius: 8px; padding: 1rem 1.25rem; overflow-x: auto }
            @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } p { color: #aaa } pre { background: #1c1c1c } }
          </style>
        </head>
        <body>
          <h1>Mini Vercel is running</h1>
          <p>Deploy a folder from a terminal on this machine; the address of the site is what it prints.</p>
          <pre>./minivercel deploy examples/static-site --prod
        ./minivercel ls
        ./minivercel rollback static-site</pre>
          <p>The dashboard is not here: it was not built. <code>./minivercel up</code> builds it where it finds npm, which comes with Node.js.</p>
        </body>
        </html>
        """;

    public static DashboardFile File { get; } = new("text/html; charset=utf-8", NeverChanges: false, Encoding.UTF8.GetBytes(Page), null, null);
}
