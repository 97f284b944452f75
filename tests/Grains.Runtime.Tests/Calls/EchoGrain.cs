namespace MiniVercel.Runtime.Tests;

public interface IEchoGrain : IGrainWithStringKey
{
    Task<string> Key();

    Task<int> Add(int a, int b);

    Task<int> Add(int a, int b, int c);

    Task<Dictionary<string, (int Number, string? Text)>?> Shapes(List<int?>? numbers, (int Number, string? Text) pair, params string[] @params);

    Task Nothing();

    Task<string?> Where();
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public static readonly AsyncLocal<string?> Ambient = new();

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<int> Add(int a, int b) => Task.FromResult(a + b);

    public async Task<int> Add(int a, int b, int c)
    {
        await Task.Yield();
        return a + b + c;
    }

    public Task<Dictionary<string, (int Number, string? Text)>?> Shapes(List<int?>? numbers, (int Number, string? Text) pair, params string[] @params) =>
        Task.FromResult<Dictionary<string, (int Number, string? Text)>?>(numbers is null ? null : @params.ToDictionary(it => it, _ => pair));

    public Task Nothing() => Task.CompletedTask;

    public Task<string?> Where()
    {
        var before = Ambient.Value;
        Ambient.Value = "left by a turn";
        return Task.FromResult(before);
    }
}
