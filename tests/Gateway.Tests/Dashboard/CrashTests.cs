using System.Net;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Dashboard;

/// <summary>What broke in a browser comes into the log, and fills it with nothing.</summary>
public class CrashTests
{
    private const string Path = "/api/dashboard/crashes";

    [Fact]
    public async Task A_page_that_broke_is_told_of_so_often_and_no_more()
    {
        await using var silo = await TestSilo.Start();
        using var ada = await Person.SignUp(silo);

        var refused = await ada.Api.Post(Path, new { page = "/", message = new string('x', 501), stack = new string('x', 4_001) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorsOf("message"));
        Assert.NotEmpty(refused.ErrorsOf("stack"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await ada.Api.Send(HttpMethod.Post, Path, new StringContent($$"""{"page": "{{new string('x', 20_000)}}"}"""), ("expect", "100-continue"))).Status);

        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 40; i++)
            answers.Add(await ada.Api.Post(Path, new { page = "/projects/prj_1", message = "TypeError: x is undefined\nand more", stack = "at y\nat z" }));

        Assert.Equal(HttpStatusCode.NoContent, answers[0].Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].Status);
        Assert.Equal(TimeSpan.FromSeconds(60), answers[^1].Headers.RetryAfter!.Delta);
    }
}
