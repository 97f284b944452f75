using System.Net;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>What Debian's smallest system can say on the network.</summary>
internal static class Perl
{
    public static string CallUnix(string path) =>
        $"perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un(\"{path}\")) or die $!; print \"connected\"'";

    /// <summary>A program that says the same to everybody who calls, and that it is up; given an address and a port of its own.</summary>
    public const string Server =
        "use Socket qw(:all); my ($host, $port) = @ARGV; my $six = $host =~ /:/; socket(L, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0); "
        + "setsockopt(L, SOL_SOCKET, SO_REUSEADDR, 1); "
        + "bind(L, $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $host)) : pack_sockaddr_in($port, inet_pton(AF_INET, $host))) && listen(L, 64) or die $!; "
        + "$| = 1; print \"up\\n\"; while (accept(S, L)) { syswrite(S, \"served\\n\"); close(S) }";

    /// <summary>Prints what whoever answers says first.</summary>
    public static string Call(string host, int port) =>
        $"perl -MSocket -e '$SIG{{ALRM}} = sub {{ die \"nothing\" }}; alarm 15; socket(S, AF_INET, SOCK_STREAM, 0); "
        + $"connect(S, sockaddr_in({port}, inet_aton(\"{host}\") || die \"no such name\")) or die $!; "
        + "$said = <S>; defined $said or die \"nothing said: $!\"; print $said'";

    public static string Call(IPAddress address, int port) => Call(address.ToString(), port);
}
