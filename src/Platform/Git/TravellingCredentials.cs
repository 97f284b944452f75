using MiniVercel.Platform.Secrets;
using MiniVercel.Surveys;

namespace MiniVercel.Platform.Git;

/// <summary>Sends a caller's credential along with a question. It is kept nowhere, and on its way nobody can read it or use it for another team or server.</summary>
public sealed class TravellingCredentials(SecretBox secrets)
{
    public SealedKey Seal(TeamId team, GitCredential.Token credential) =>
        new(credential.Origin, credential.User, secrets.Seal(credential.Secret, Identity(team, credential.Origin, credential.User)));

    /// <exception cref="SecretUnreadableException">It cannot be opened here, or is not for this team.</exception>
    public GitCredential Open(TeamId team, SealedKey key) =>
        new GitCredential.Token(key.Origin, key.User, secrets.Open(key.Envelope, Identity(team, key.Origin, key.User)));

    private static string Identity(TeamId team, string origin, string user) => $"surveys/{team}/{origin}/{user}";
}
