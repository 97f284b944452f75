using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace MiniVercel.Runtime;

/// <summary>The greeting: who speaks, in which language, and (a silo) which grains it has.</summary>
internal sealed record Hello(int Version, string ClusterId, SiloAddress Address, GrainManifest? Manifest)
{
    public const int CurrentVersion = 2;

    // A stranger never comes this far, but a peer of another version may: it gets no room for more than a greeting.
    private const int MaxBytes = 1 << 20;

    public static async Task SendAsync(Hello hello, Stream stream, JsonSerializerOptions options, CancellationToken token)
    {
        await stream.WriteAsync(Write(hello, options), token);
        await stream.FlushAsync(token);
    }

    public static async Task<Hello> ReceiveAsync(PipeReader reader, JsonSerializerOptions options, CancellationToken token)
    {
        while (true)
        {
            var read = await reader.ReadAsync(token);
            var buffer = read.Buffer;
            if (FrameReader.TryCut(ref buffer, MaxBytes, out var frame))
            {
                var hello = Parse(frame.ToArray(), options);
                reader.AdvanceTo(buffer.Start);
                return hello;
            }

            if (read.IsCompleted) throw new InvalidDataException("the other side closed before it greeted");
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Throws when one cannot speak with whoever sent this.</summary>
    public void Require(string clusterId)
    {
        if (Version != CurrentVersion) throw new InvalidDataException($"it speaks version {Version}, this process {CurrentVersion}");
        if (ClusterId != clusterId) throw new InvalidDataException($"it belongs to the cluster '{ClusterId}', this process to '{clusterId}'");
    }

    private static byte[] Write(Hello hello, JsonSerializerOptions options)
    {
        var frame = FrameWriter.Begin(FrameKind.Hello);
        JsonSerializer.Serialize(frame.Json(), hello, options);
        return frame.End().ToArray();
    }

    private static Hello Parse(ReadOnlySpan<byte> frame, JsonSerializerOptions options)
    {
        var reader = new FrameReader(frame);
        if (reader.Byte() != (byte)FrameKind.Hello) throw new InvalidDataException("the first frame is no greeting");
        return JsonSerializer.Deserialize<Hello>(reader.Rest, options) ?? throw new InvalidDataException("an empty greeting");
    }
}

/// <summary>Which grains a silo has, for clients that have only the interfaces.</summary>
internal sealed record GrainManifest(IReadOnlyList<GrainManifest.Grain> Grains)
{
    public static GrainManifest Of(GrainClasses classes) =>
        new([.. classes.All.Select(it => new Grain(it.Type.ToString(), it.Class.Name, [.. it.Interfaces.Select(one => one.FullName!)]))]);

    public GrainType TypeOf(Type grainInterface, string? classNamePrefix)
    {
        var found = Grains.Where(it => it.Interfaces.Contains(grainInterface.FullName!))
            .Where(it => classNamePrefix is null || it.ClassName.StartsWith(classNamePrefix, StringComparison.Ordinal)).ToList();
        return found is [var only] ? GrainType.Create(only.Type) : throw new ArgumentException(
            $"The silos have {found.Count} grain classes for {grainInterface}{(classNamePrefix is null ? "" : $" that begin with '{classNamePrefix}'")}; exactly one is needed.");
    }

    internal sealed record Grain(string Type, string ClassName, IReadOnlyList<string> Interfaces);
}
