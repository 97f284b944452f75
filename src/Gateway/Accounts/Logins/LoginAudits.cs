using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Platform.Audits;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>Writes down who has come, and who was let in, how, and from where: for the owners of every team that they are in.</summary>
public sealed class LoginAudits(AuditStore audits, Sessions sessions, TimeProvider clock)
{
    /// <param name="context">The call that let them in.</param>
    /// <param name="user">Who they are here, by now.</param>
    /// <param name="action">The way in, as `auth.login`.</param>
    /// <param name="detail">Who they are where they come from.</param>
    public async Task Write(HttpContext context, UserId user, string action, string detail = "")
    {
        if (await sessions.Of(user, context.RequestAborted) is not { } caller)
            return;
        foreach (var membership in caller.Teams)
        {
            await audits.Write(
                new Audit(NewId.Of<AuditId>(clock), membership.Team, caller.Name, action, user.Value, detail)
                {
                    User = user,
                    Address = context.Address(),
                    RequestId = RequestIds.Of(context),
                },
                CancellationToken.None); // They are in, whoever has gone meanwhile.
        }
    }
}
