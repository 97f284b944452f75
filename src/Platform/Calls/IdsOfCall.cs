using System.Security.Cryptography;

namespace MiniVercel.Platform.Calls;

/// <summary>The ids of what a call makes: the same each time that it is done under the same key.</summary>
public sealed class IdsOfCall(byte[] seed, DateTimeOffset began)
{
    private int _given;

    public TId Next<TId>()
        where TId : struct, ITypedId<TId> => NewId.Derived<TId>(began, SHA256.HashData([.. seed, .. BitConverter.GetBytes(Interlocked.Increment(ref _given))]));
}
