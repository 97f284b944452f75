using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>
/// The parts of the kernel that no build needs and that most ways out of a box begin with, as a seccomp program. A program
/// that asks for them hears that they are not permitted, or not there where it would then do without.
/// </summary>
internal static class ClosedDoors
{
    private const uint Allow = 0x7fff_0000, Fail = 0x0005_0000, KillProcess = 0x8000_0000;
    private const uint NotPermitted = 1, NotImplemented = 38, NoSuchFamily = 97;
    private const ushort Load = 0x20, And = 0x54, Return = 0x06, IfEqual = 0x15, IfAtLeast = 0x35;

    /// <summary>Where the kernel puts the number of a call, the architecture and the lower halves of its arguments.</summary>
    private const uint Number = 0, Architecture = 4, First = 16, Second = 24, Third = 32;

    /// <summary>Programs of the older kind, whose calls have other numbers, are not run.</summary>
    private const uint OldNumbers = 0x4000_0000;

    /// <summary>All CLONE_NEW… flags that this call knows.</summary>
    private const uint NewNamespaces = 0x7e02_0000;

    /// <summary>Unix, IPv4 and IPv6; netlink in its first protocol, which lists network interfaces. No AF_ALG, AF_PACKET, AF_VSOCK.</summary>
    private static readonly uint[] Families = [1, 2, 10];
    private const uint Netlink = 16;

    /// <summary>Typing into the terminal of somebody else.</summary>
    private static readonly uint[] TerminalInput = [0x5412, 0x541c];

    /// <summary>The program for the machine this runs on, as the kernel reads it.</summary>
    public static byte[] Program() => Program(RuntimeInformation.ProcessArchitecture);

    public static byte[] Program(Architecture architecture)
    {
        var numbers = CallNumbers.For(architecture);
        var program = new List<Instruction>
        {
            new(Load, Architecture),
            new(IfEqual, numbers.Audit, Then: 1),
            new(Return, KillProcess),
            new(Load, Number),
            new(IfAtLeast, OldNumbers, Else: 1),
            new(Return, Fail | NotImplemented),
        };
        foreach (var call in numbers.Forbidden)
            program.AddRange([new(IfEqual, call, Else: 1), new(Return, Fail | NotPermitted)]);
        foreach (var call in numbers.Absent)
            program.AddRange([new(IfEqual, call, Else: 1), new(Return, Fail | NotImplemented)]);

        AddRule(program, numbers.Fork, [new(Load, First), new(And, NewNamespaces), new(IfEqual, 0, Then: 1), new(Return, Fail | NotPermitted)]);
        AddRule(program, numbers.Ioctl, [new(Load, Second), .. TerminalInput.SelectMany(Forbid)]);
        foreach (var call in numbers.Sockets)
            AddRule(program, call, [new(Load, First), .. Families.SelectMany(Permit), .. NetlinkOnlyForRoutes()]);
        program.Add(new(Return, Allow));
        return Bytes(program);
    }

    private static Instruction[] Forbid(uint value) => [new(IfEqual, value, Else: 1), new(Return, Fail | NotPermitted)];

    private static Instruction[] Permit(uint value) => [new(IfEqual, value, Else: 1), new(Return, Allow)];

    private static Instruction[] NetlinkOnlyForRoutes() =>
        [new(IfEqual, Netlink, Then: 1), new(Return, Fail | NoSuchFamily), new(Load, Third), new(IfEqual, 0, Then: 1), new(Return, Fail | NoSuchFamily)];

    /// <summary>What is asked about one call; whoever comes through is allowed, and other calls go on behind it.</summary>
    private static void AddRule(List<Instruction> program, uint call, Instruction[] rule)
    {
        program.Add(new(IfEqual, call, Else: (byte)(rule.Length + 1)));
        program.AddRange(rule);
        program.Add(new(Return, Allow));
    }

    private static byte[] Bytes(List<Instruction> program)
    {
        var bytes = new byte[program.Count * 8];
        for (var i = 0; i < program.Count; i++)
        {
            var (code, value, then, otherwise) = program[i];
            var at = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, code);
            (at[2], at[3]) = (then, otherwise);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], value);
        }

        return bytes;
    }

    /// <param name="Code">What to do.</param>
    /// <param name="Value">With what.</param>
    /// <param name="Then">How many instructions to skip if it holds.</param>
    /// <param name="Else">And if it does not.</param>
    private readonly record struct Instruction(ushort Code, uint Value, byte Then = 0, byte Else = 0);
}
