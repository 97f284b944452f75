using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MiniVercel.Runtime;

/// <summary>
/// A process's own certificate and the authority of its cluster. Whoever that authority signed belongs to the cluster, whatever
/// its name and address; nobody else does, whatever the machine trusts.
/// </summary>
public sealed class ClusterIdentity(X509Certificate2 own, X509Certificate2 authority)
{
    public X509Certificate2 Own { get; } = own.HasPrivateKey
        ? own
        : throw new ArgumentException("The process's own certificate has no private key, so it cannot prove that it is its own.", nameof(own));

    public X509Certificate2 Authority { get; } = authority;

    internal SslServerAuthenticationOptions ForListening() => new()
    {
        ServerCertificate = Own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOfCluster(certificate),
    };

    internal SslClientAuthenticationOptions ForConnecting() => new()
    {
        TargetHost = "cluster",
        ClientCertificates = [Own],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => Own,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOfCluster(certificate),
    };

    private bool IsOfCluster(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 presented) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(presented);
    }
}
