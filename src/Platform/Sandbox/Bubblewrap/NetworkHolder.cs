using System.Globalization;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Kernel;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>
/// This program as the process that makes a box's network where there is no root. Every program that opens boxes asks
/// at its beginning whether that is what it was started for.
/// </summary>
public static class NetworkHolder
{
    private const string Verb = "hold-box-network";

    /// <summary>What it is asked for: a socket, of which it says the number, and to let go of the last one.</summary>
    internal const string NewIPv4 = "4", NewIPv6 = "6", LetGo = "-";

    internal static IReadOnlyList<string> CommandLine => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0], Verb]
        : [Environment.ProcessPath!, Verb];

    public static bool IsMeant(string[] arguments) => arguments is [Verb, _];

    /// <summary>Says the numbers of its door's sockets, and makes more when asked to, until its end.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            LoopbackForAll.SetUp();
            await using var door = new BoxDoor();
            door.Listen([.. arguments[1].Split(',').Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);
            Console.WriteLine(string.Join(' ', door.Descriptors));
            Serve();
            return 0;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>It ends with the process that holds the other end of its input, however that ends.</summary>
    private static void Serve()
    {
        Socket? last = null;
        while (Console.In.ReadLine() is { } asked)
        {
            last?.Dispose();
            last = asked switch
            {
                NewIPv4 => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp),
                NewIPv6 => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp),
                _ => null,
            };
            if (last is not null)
                Console.WriteLine(last.Handle);
        }
    }
}
