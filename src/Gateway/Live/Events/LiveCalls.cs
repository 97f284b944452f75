using Microsoft.AspNetCore.SignalR;
using MiniVercel.Gateway.Api;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>Every call goes through here: not too many of them, and what fails fails with a sentence that helps.</summary>
internal sealed class LiveCalls : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var budget = LiveClients.ConnectionOf(invocationContext.Context).Budget;
        if (!budget.TakeOne())
        {
            if (budget.IsAbused)
                invocationContext.Context.Abort();
            throw new HubException("Too many calls; wait a second.");
        }

        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (e is DatabaseUnavailableException or TimeoutException)
        {
            throw new HubException($"{e.Message} Try again in a few seconds.");
        }
    }
}
