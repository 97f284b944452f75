namespace MiniVercel.Cli;

/// <summary>Colours, where there is a terminal that shows them and nobody said no.</summary>
internal readonly record struct Ink(bool Shows)
{
    public string Red(string text) => With("31", text);

    public string Dim(string text) => With("2", text);

    public string Bold(string text) => With("1", text);

    private string With(string code, string text) => Shows ? $"\e[{code}m{text}\e[0m" : text;
}
