using System.Globalization;
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

    internal static IReadOnlyList<string> CommandLine => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0], Verb]
        : [Environment.ProcessPath!, Verb];

    public static bool IsMeant(string[] arguments) => arguments is [Verb, _];

    /// <summary>Says the numbers of its sockets and waits for its end.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            LoopbackForAll.SetUp();
            await using var door = new BoxDoor();
            door.Listen([.. arguments[1].Split(',').Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);
            Console.WriteLine(string.Join(' ', door.Descriptors));
            await Console.In.ReadToEndAsync(); // It ends with the process that holds the other end, however that ends.
            return 0;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
