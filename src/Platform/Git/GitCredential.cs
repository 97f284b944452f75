using System.Text;

namespace MiniVercel.Platform.Git;

/// <summary>What lets a project into its private repository, and only there.</summary>
/// <param name="Origin">The server that it was given for.</param>
public abstract record GitCredential(string Origin)
{
    /// <summary>For https. Most servers ask for no particular user beside a token.</summary>
    public sealed record Token(string Origin, string User, string Secret) : GitCredential(Origin)
    {
        /// <summary>What most servers take beside a token, whoever it belongs to.</summary>
        public const string UsualUser = "x-access-token";

        /// <summary>As the header of a request has it.</summary>
        public string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Secret}"));

        public override string ToString() => "token";
    }

    /// <summary>For ssh: a private key that needs no passphrase.</summary>
    public sealed record DeployKey(string Origin, string PrivateKey) : GitCredential(Origin)
    {
        public override string ToString() => "deploy_key";
    }
}
