using System.Text;
using System.Text.Json.Nodes;

namespace MiniVercel.Cli.Tests.Testing;

internal sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Line => $"{Method} {Path}";

    public JsonNode Json => JsonNode.Parse(Encoding.UTF8.GetString(Body))!;
}
