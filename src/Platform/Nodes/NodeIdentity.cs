using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MiniVercel.Platform.Nodes;

/// <summary>
/// Who this process is among those of its cluster, and how it knows them: whoever the cluster's authority signed belongs to
/// it, nobody else does, whatever the machine trusts.
/// </summary>
public sealed class NodeIdentity(string clusterId, X509Certificate2 certificate, X509Certificate2 authority)
{
    public string ClusterId => clusterId;

    public X509Certificate2 Certificate => certificate;

    public X509Certificate2 Authority => authority;

    public SslClientAuthenticationOptions ForConnecting() => new()
    {
        TargetHost = "node",
        ClientCertificates = [certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, presented, _, _) => presented is X509Certificate2 other && IsOfCluster(other),
    };

    public bool IsOfCluster(X509Certificate2 presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(presented);
    }
}
