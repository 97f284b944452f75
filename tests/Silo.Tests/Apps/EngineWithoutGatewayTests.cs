using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Apps;
using MiniVercel.Silo.Apps;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>What an engine tells apps that no visitor comes to by itself.</summary>
public class EngineWithoutGatewayTests
{
    [Fact]
    public async Task An_app_is_told_the_port_that_its_visitors_come_to_and_not_the_engines_own()
    {
        var options = new SiloOptions { ClusterSecret = "a secret that both silos share" };
        await using var gateway = await TestSilo.Start(options: options with { Roles = ["gateway", "worker"] });
        await using var engine = await TestSilo.Start(options: options with { Database = gateway.ConnectionString, Roles = ["engine"] });
        var project = await AppProject.On(gateway);

        var told = await engine.Services.GetRequiredService<AppProjects>().Of(
            new HostedRow(new AppId("dpl_x"), new ProjectId(project.Id), new BuildId("bld_x"), 1, IsMine: true, IsPreview: false, IsWanted: true, HasServed: false),
            CancellationToken.None);

        Assert.NotEqual(gateway.Endpoint.Port, engine.Endpoint.Port);
        Assert.Equal($"http://{project.Host}", told.Url);
    }
}
