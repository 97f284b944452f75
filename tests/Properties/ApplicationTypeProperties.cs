using System.Net;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class ApplicationTypeProperties(ITestOutputHelper output)
{
    private const string Created = "created with one", Left = "created without one", Changed = "changed", Cleared = "cleared", Other = "kept while something else was changed";
    private const string Refused = "refused for one that does not exist", Server = "a server", Static = "a static site";

    private static readonly string[] Wrong = ["", "NextJS", "cobol", "next js", "vite\n"];

    private static int s_count;

    /// <summary>What somebody does to a project's type: gives it this one, none, or one that there is not; or changes another thing.</summary>
    private abstract record TypeDeed
    {
        public sealed record Give(string? Type) : TypeDeed;

        public sealed record GiveWrong(string Type) : TypeDeed;

        public sealed record ChangeOther(string Command) : TypeDeed;
    }

    // Feature: mini-vercel-platform, Property 30: For any project configuration, the application type (Next.js SSR or Vite
    // static) should be stored and retrievable.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "30: Application type persistence")]
    public async Task The_type_that_was_given_last_is_the_one_that_is_read()
    {
        var kinds = new CaseClasses(Created, Left, Changed, Cleared, Other, Refused, Server, Static);
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, projects: 100, kinds.Count);

        kinds.EachWasMet(output, least: 10);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "30: Application type persistence")]
    public async Task A_change_that_forgets_the_type_is_caught()
    {
        await using var sabotaged = await TestSilo.Start(Unwritten.ApplicationTypes);

        PropertyBrokenException.Expect(30, () => HoldsFor(sabotaged, projects: 100));
    }

    private static void HoldsFor(TestSilo silo, int projects, Action<IReadOnlySet<string>>? held = null)
    {
        using var database = NpgsqlDataSource.Create(silo.ConnectionString);
        Prop.ForAll((from first in AnyType() from deeds in AnyDeed().ArrayOf() select (First: first, Deeds: deeds.Take(4).ToArray())).ToArbitrary(), async history =>
        {
            var kinds = new HashSet<string>();
            await PropertyBrokenException.Guard(30, () => new TypedProject(silo.Api, database, kinds).Play(history.First, history.Deeds));
            held?.Invoke(kinds);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(projects));
    }

    private sealed class TypedProject(ApiDriver api, NpgsqlDataSource database, HashSet<string> kinds)
    {
        private string _id = "";
        private string? _type;

        public async Task Play(string? first, IEnumerable<TypeDeed> deeds)
        {
            var body = new Dictionary<string, string> { ["name"] = $"typed-{Interlocked.Increment(ref s_count)}" };
            if (first is not null)
                body["app_type"] = first;
            _id = (await api.Post("/api/projects", body)).Expect(HttpStatusCode.Created).Text("id");
            _type = first;
            kinds.Add(first is null ? Left : Created);
            await IsKept();

            foreach (var deed in deeds)
            {
                await Do(deed);
                await IsKept();
            }

            if (_type is not null)
                kinds.Add(_type is "nextjs" or "node" or "remix" ? Server : Static);
        }

        private async Task Do(TypeDeed deed)
        {
            switch (deed)
            {
                case TypeDeed.Give { Type: var given }:
                    (await Put(new { app_type = given })).Expect(HttpStatusCode.OK);
                    if (given != _type)
                        kinds.Add(given is null ? Cleared : Changed);
                    _type = given;
                    break;
                case TypeDeed.GiveWrong { Type: var wrong }:
                    Assert.NotEmpty((await Put(new { app_type = wrong })).Expect(HttpStatusCode.UnprocessableEntity).ErrorsOf("app_type"));
                    kinds.Add(Refused);
                    break;
                case TypeDeed.ChangeOther { Command: var command }:
                    (await Put(new { build_command = command })).Expect(HttpStatusCode.OK);
                    if (_type is not null)
                        kinds.Add(Other);
                    break;
            }
        }

        private Task<ApiAnswer> Put(object change) => api.Put($"/api/projects/{_id}", change);

        private async Task IsKept()
        {
            await using var connection = await database.OpenConnectionAsync();
            Assert.Equal(_type, (await api.Get($"/api/projects/{_id}")).Expect(HttpStatusCode.OK).Json!["app_type"]?.GetValue<string>());
            Assert.Equal(_type, await connection.ExecuteScalarAsync<string?>("select state -> 'settings' ->> 'app_type' from projects where id = @id", new { id = _id }));
        }
    }

    private static Gen<string?> AnyType() =>
        Gen.Frequency((2, Gen.Elements<string?>("nextjs", "vite")), (2, Gen.Elements<string?>([.. Rules.AppTypes])), (1, Gen.Constant<string?>(null)));

    private static Gen<TypeDeed> AnyDeed() => Gen.Frequency(
        (4, AnyType().Select(t => (TypeDeed)new TypeDeed.Give(t))),
        (1, Gen.Elements(Wrong).Select(t => (TypeDeed)new TypeDeed.GiveWrong(t))),
        (2, Gen.Elements("make", "npm run build").Select(c => (TypeDeed)new TypeDeed.ChangeOther(c))));
}
