using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

public sealed class PlatformPackagesTests
{
    [Theory]
    [InlineData("npm error code EUSAGE|npm error|npm error Missing: @esbuild/aix-ppc64@0.25.0 from lock file|npm error Missing: @rollup/rollup-darwin-x64@4.40.0 from lock file|npm error")]
    [InlineData("npm ERR! Missing: @tailwindcss/oxide-wasm32-wasi@4.3.0 from lock file|npm ERR! Missing: @emnapi/core@1.7.0 from lock file")]
    [InlineData("npm error Missing: lightningcss-win32-x64-msvc@1.30.1 from lock file|npm error Missing: fsevents@2.3.3 from lock file")]
    [InlineData("npm error code ETARGET|npm error notarget No matching version found for @oxlint/binding-android-arm64@1.2.3.")]
    [InlineData("npm error code E404|npm error 404  '@next/swc-darwin-x64@16.0.0' is not in this registry.")]
    [InlineData(" ERR_PNPM_LOCKFILE_MISSING_DEPENDENCY  Broken lockfile: no entry for '@esbuild/aix-ppc64@0.25.0' in pnpm-lock.yaml")]
    [InlineData(" ERR_PNPM_NO_MATCHING_VERSION  No matching version found for @biomejs/cli-win32-arm64@2.6.0 while fetching it from https://registry.example/")]
    [InlineData(" ERR_PNPM_FETCH_404  GET https://registry.example/@esbuild%2Fopenbsd-x64: Not Found - 404")]
    [InlineData("error Couldn't find any versions for \"@esbuild/sunos-x64\" that matches \"0.25.0\"")]
    [InlineData("➤ YN0082: │ @esbuild/freebsd-x64@npm:0.25.0: No candidates found")]
    [InlineData("➤ YN0028: │ +\"@esbuild/netbsd-x64@npm:0.25.0\":|➤ YN0028: │ +  resolution: \"@esbuild/netbsd-x64@npm:0.25.0\"|➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.")]
    [InlineData("error: No version matching \"0.25.0\" found for specifier \"@esbuild/linux-riscv64\" (but package exists)")]
    [InlineData("error: GET https://registry.example/@img%2fsharp-win32-ia32 - 404")]
    public void Nothing_but_packages_of_other_platforms_is_missing(string output) =>
        Assert.True(PlatformPackages.AreAllThatIsMissing(output.Split('|')));

    [Theory]
    [InlineData("")]
    [InlineData("npm error code ENOSPC")]
    [InlineData("npm error Missing: react@19.0.0 from lock file")]
    [InlineData("npm error Missing: @esbuild/aix-ppc64@0.25.0 from lock file|npm error Missing: react@19.0.0 from lock file")]
    [InlineData("npm error Invalid: lock file's react@18.0.0 does not satisfy react@19.0.0|npm error Missing: @esbuild/aix-ppc64@0.25.0 from lock file")]
    [InlineData("➤ YN0028: │ +\"@esbuild/netbsd-x64@npm:0.25.0\":|➤ YN0028: │ +\"react@npm:^19\":")]
    [InlineData(" ERR_PNPM_LOCKFILE_MISSING_DEPENDENCY  Broken lockfile: no entry for 'react@19.0.0' in pnpm-lock.yaml")]
    [InlineData("npm error notarget No matching version found for left-pad@99.0.0.")]
    [InlineData("npm error 404  'linuxish@1.0.0' is not in this registry.")]
    [InlineData(" ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\"")]
    [InlineData(" ERR_PNPM_FETCH_404  GET https://registry.example/private-package: Not Found - 404")]
    [InlineData("error: lockfile had changes, but lockfile is frozen")]
    [InlineData("error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.")]
    [InlineData("building for linux and darwin")]
    public void Something_else_is_wrong(string output) => Assert.False(PlatformPackages.AreAllThatIsMissing(output.Split('|')));

    [Fact]
    public void A_line_of_any_length_is_not_searched() =>
        Assert.False(PlatformPackages.AreAllThatIsMissing(["npm error Missing: @esbuild/aix-ppc64@0.25.0 from lock file" + new string(' ', 10_000_000)]));
}
