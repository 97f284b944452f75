using System.Security.Cryptography;
using System.Text;
using MiniVercel.Platform.Blobs;

namespace MiniVercel.Platform.Tests.Blobs;

/// <summary>Content, and what it is called.</summary>
public sealed record TestBlob(byte[] Content, bool Executable)
{
    public static TestBlob Of(string text, bool executable = false) => new(Encoding.UTF8.GetBytes(text), executable);

    public BlobKey Key => new(Convert.ToHexStringLower(SHA256.HashData(Content)), Executable);

    public async Task<BlobKey> PutInto(IBlobStore blobs)
    {
        Assert.IsType<BlobWritten.Stored>(await blobs.Put(Key, Content.Length, new MemoryStream(Content), CancellationToken.None));
        return Key;
    }
}
