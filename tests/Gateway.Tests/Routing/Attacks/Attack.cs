using Xunit.Abstractions;

namespace MiniVercel.Gateway.Tests.Routing.Attacks;

/// <summary>Bytes that somebody sends who means harm, and the one way in which they are answered.</summary>
/// <remarks>In the bytes, `SITE`, `OTHER` and `PREVIEW` are hosts, `PORT` is the port.</remarks>
public sealed class Attack : IXunitSerializable
{
    public Attack()
    {
    }

    /// <param name="name">A few words.</param>
    /// <param name="request">The bytes, as Latin-1.</param>
    /// <param name="status">What it is answered with; 0 for a connection that is closed without a word.</param>
    public Attack(string name, string request, params int[] status) => (Name, Request, Statuses) = (name, request, status);

    public string Name { get; private set; } = "";

    public string Request { get; private set; } = "";

    public int[] Statuses { get; private set; } = [];

    /// <summary>After it nothing that is sent on the same connection may be taken for a request.</summary>
    public bool Closes { get; private set; }

    public Attack ThatCloses() => new(Name, Request, Statuses) { Closes = true };

    public static Attack On(string name, string line, string host, string headers, params int[] status) =>
        new(name, $"{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n", status);

    public void Deserialize(IXunitSerializationInfo info) =>
        (Name, Request, Statuses, Closes) = (
            info.GetValue<string>("name"), info.GetValue<string>("request"), info.GetValue<int[]>("statuses"), info.GetValue<bool>("closes"));

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("name", Name);
        info.AddValue("request", Request);
        info.AddValue("statuses", Statuses);
        info.AddValue("closes", Closes);
    }

    public override string ToString() => Name;
}
