using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>
/// Passwords, as slow to check as they should be today. Checking takes a core for a while, so only a few are checked at once: whoever
/// sends many makes themselves wait, not the sites.
/// </summary>
public sealed class Passwords : IDisposable
{
    public const int Shortest = 8;
    public const int Longest = 256;

    /// <summary>PBKDF2 with HMAC-SHA-512, as often as is recommended for it.</summary>
    private const int Rounds = 210_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly PasswordHasher<Passwords> _hasher;
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;

    public Passwords(int rounds = Rounds)
    {
        _hasher = new PasswordHasher<Passwords>(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        _nobodys = new Lazy<string>(() => _hasher.HashPassword(this, Guid.NewGuid().ToString()));
    }

    public static string? Complaint(string password) => password.Length switch
    {
        < Shortest => $"It must be at least {Shortest} characters long.",
        > Longest => $"It must be at most {Longest} characters long.",
        _ => null,
    };

    public Task<string> Hash(string password, CancellationToken cancellationToken) =>
        InTurn(() => _hasher.HashPassword(this, password), cancellationToken);

    /// <summary>Whether it is the one. Where there is nobody, it takes as long.</summary>
    public Task<PasswordVerificationResult> Check(string? hash, string password, CancellationToken cancellationToken) => InTurn(
        () =>
        {
            var result = _hasher.VerifyHashedPassword(this, hash ?? _nobodys.Value, password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        },
        cancellationToken);

    public void Dispose() => _places.Dispose();

    private async Task<T> InTurn<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(s_patience, cancellationToken))
            throw new TimeoutException("Too many log in at once.");
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }
}
