using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Api;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>Who runs this installation: the administrators of its first team. Others may not see how it does.</summary>
internal static class Operators
{
    public static async ValueTask<object?> Only(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Caller().IsOperator
            ? await next(context)
            : Problems.Of(403, "Not allowed", "Only an operator of this installation may see this: use an administrator's token.");
}
