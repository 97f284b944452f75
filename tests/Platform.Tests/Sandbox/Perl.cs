using System.Net;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>What Debian's smallest system can say on the network.</summary>
internal static class Perl
{
    public static string CallUnix(string path) =>
        $"perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un(\"{path}\")) or die $!; print \"connected\"'";

    /// <summary>Prints what whoever answers says first.</summary>
    public static string Call(string host, int port) =>
        $"perl -MSocket -e '$SIG{{ALRM}} = sub {{ die \"nothing\" }}; alarm 15; socket(S, AF_INET, SOCK_STREAM, 0); "
        + $"connect(S, sockaddr_in({port}, inet_aton(\"{host}\") || die \"no such name\")) or die $!; "
        + "$said = <S>; defined $said or die \"nothing said: $!\"; print $said'";

    public static string Call(IPAddress address, int port) => Call(address.ToString(), port);
}
