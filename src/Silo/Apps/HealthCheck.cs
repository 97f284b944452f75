using System.Net;
using MiniVercel.Deployments;
using MiniVercel.Platform.Apps;
using MiniVercel.Ports;

namespace MiniVercel.Silo.Apps;

/// <summary>Asks an app for a page, as a visitor would. An answer that is no failure of the server's own is good enough.</summary>
internal sealed class HealthCheck(AppLimits limits, TimeProvider clock)
{
    private const int MostRedirects = 5;

    public async Task<ActivationTrial> Of(HostedApp app, CancellationToken cancellationToken)
    {
        var complaint = "";
        for (var tries = 0; tries < limits.HealthTries; tries++)
        {
            if (tries > 0)
                await Task.Delay(limits.BetweenTries, clock, cancellationToken);
            if (await Try(app, cancellationToken) is not { } wrong)
                return new ActivationTrial.Passed();
            complaint = wrong;
        }

        return new ActivationTrial.Failed(
            DeploymentReason.HealthCheckFailed, $"The app was asked for {app.Project.Settings.HealthPath} {limits.HealthTries} times and was not well: {complaint}");
    }

    /// <summary>What was wrong; nothing where the app is well.</summary>
    private async Task<string?> Try(HostedApp app, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limits.AnswerWithin, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            if (await app.Enter(limit.Token) is not AppEntry.Open { Visit: var visit })
                return "it does not run.";
            using (visit)
                return await Ask(visit.Client, app.Project, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it gave no answer within {limits.AnswerWithin.TotalSeconds:0} seconds.";
        }
        catch (HttpRequestException e)
        {
            return $"it gave no answer. {e.Message}";
        }
    }

    /// <summary>An app that sends visitors to a page of its own is asked for that page; where else it sends them is not its own to answer.</summary>
    private static async Task<string?> Ask(HttpMessageInvoker client, AppProject project, CancellationToken cancellationToken)
    {
        var origin = new Uri($"http://{project.Host}");
        var page = new Uri(origin, project.Settings.HealthPath);
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            request.Headers.TryAddWithoutValidation("User-Agent", "minivercel-health");
            request.Headers.TryAddWithoutValidation("Accept", "text/html,*/*");
            using var answer = await client.SendAsync(request, cancellationToken);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                return $"it answered {(int)answer.StatusCode}.";
            if ((int)answer.StatusCode is < 300 or >= 400 || answer.Headers.Location is not { } location || !Uri.TryCreate(page, location, out var next)
                || next.Authority != origin.Authority)
                return null;
            page = next;
        }

        return "it sends visitors from page to page in a circle.";
    }
}
