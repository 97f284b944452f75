using System.Net;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>What can be asked for.</summary>
public enum DnsType : ushort
{
    A = 1,
    Cname = 5,
    Txt = 16,
    Aaaa = 28,
}

/// <summary>A record of the DNS, of the few kinds that are asked for here.</summary>
public abstract record DnsRecord
{
    private DnsRecord(string name) => Name = name;

    /// <summary>Whose it is, in lower case and without the root's dot.</summary>
    public string Name { get; }

    public sealed record Address : DnsRecord
    {
        public Address(string name, IPAddress ip)
            : base(name) => Ip = ip;

        public IPAddress Ip { get; }
    }

    /// <summary>The name is another one's.</summary>
    public sealed record Alias : DnsRecord
    {
        public Alias(string name, string target)
            : base(name) => Target = target;

        public string Target { get; }
    }

    public sealed record Text : DnsRecord
    {
        public Text(string name, string value)
            : base(name) => Value = value;

        /// <summary>Its parts, put together.</summary>
        public string Value { get; }
    }
}
