using System.Diagnostics;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Postgres;
using MiniVercel.Silo;

var started = Stopwatch.StartNew();
var parsed = SiloCommand.Create(Up).Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

return await parsed.InvokeAsync();

async Task<int> Up(SiloOptions options, CancellationToken cancellationToken)
{
    if (options.Complaint is { } complaint)
    {
        await Console.Error.WriteLineAsync(complaint);
        return 2;
    }

    try
    {
        await using var silo = await SiloHost.Start(options, cancellationToken: cancellationToken);
        Console.WriteLine(Welcome.Text(options, silo.Addresses, Environment.GetEnvironmentVariable("MINIVERCEL_DATA"), started.Elapsed));
        await silo.WaitForShutdown();
        return 0;
    }
    catch (Exception e) when (e is DataFolderInUseException or PostgresMissingException or PostgresFailedException or IOException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}
