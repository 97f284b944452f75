using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Nodes;

/// <summary>
/// Says who belongs to a cluster. The first process founds it: the certificate and the sealed key lie in the database,
/// and whoever has the secret can open the key and sign itself a certificate.
/// </summary>
public sealed class ClusterAuthority(Database database)
{
    // Long, because nobody renews them; and from before now, because clocks differ.
    private static readonly TimeSpan Before = TimeSpan.FromDays(2);
    private static readonly TimeSpan LeafLasts = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(7300);

    /// <summary>The cluster of this database, if it has one.</summary>
    public Task<bool> Exists(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(
            new CommandDefinition("select exists (select 1 from cluster_secrets)", cancellationToken: token)),
        cancellationToken);

    /// <summary>Joins the cluster of this database, founding it if it is the first.</summary>
    /// <exception cref="ClusterSecretException">The cluster was founded with another secret.</exception>
    public async Task<NodeIdentity> Join(string secret, string nodeId, CancellationToken cancellationToken)
    {
        var founded = await Read(cancellationToken);
        if (founded is null)
        {
            await Found(secret, cancellationToken);
            founded = await Read(cancellationToken);
        }

        using var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(SealedKey.Open(founded!.SealedKey, secret, founded.Salt, founded.ClusterId), out _);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new ClusterSecretException(
                "The cluster of this database was founded with another secret. Give that one with --cluster-secret; "
                + "where the first process made it itself, it lies in cluster-secret in that one's data folder.", e);
        }

        var authority = X509CertificateLoader.LoadCertificate(founded.Certificate);
        using var signing = authority.CopyWithPrivateKey(key);
        return new NodeIdentity(founded.ClusterId, Sign(signing, nodeId), authority);
    }

    private async Task Found(string secret, CancellationToken cancellationToken)
    {
        var clusterId = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 16);
        var salt = SealedKey.NewSalt();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=minivercel {clusterId}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now - Before, now + Lasts);
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into cluster_secrets (cluster_id, salt, certificate, sealed_key) values (@clusterId, @salt, @certificate, @sealedKey)
                on conflict (only_row) do nothing
                """,
                new
                {
                    clusterId,
                    salt,
                    certificate = certificate.RawData,
                    sealedKey = SealedKey.Seal(key.ExportPkcs8PrivateKey(), secret, salt, clusterId),
                },
                cancellationToken: token)),
            cancellationToken);
    }

    private Task<Founded?> Read(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<Founded?>(new CommandDefinition(
            """
            select cluster_id as "ClusterId", salt as "Salt", certificate as "Certificate", sealed_key as "SealedKey" from cluster_secrets
            """,
            cancellationToken: token)),
        cancellationToken);

    private static X509Certificate2 Sign(X509Certificate2 authority, string nodeId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={nodeId}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.Create(authority, now - Before + TimeSpan.FromDays(1), now + LeafLasts, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private sealed record Founded(string ClusterId, byte[] Salt, byte[] Certificate, byte[] SealedKey);
}
