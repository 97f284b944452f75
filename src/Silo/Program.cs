using System.CommandLine;
using System.Diagnostics;
using MiniVercel;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Postgres;
using MiniVercel.Platform.Sandbox.Bubblewrap;
using MiniVercel.Platform.Secrets;
using MiniVercel.Silo;
using Npgsql;

if (NetworkHolder.IsMeant(args))
    return await NetworkHolder.Run(args);

var started = Stopwatch.StartNew();
var parsed = SiloCommand.Parse(args, Up);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

// The process listens to its signals itself, and takes the time that a good end takes.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

async Task<int> Up(SiloOptions options)
{
    if (options.Complaint is { } complaint)
    {
        await Console.Error.WriteLineAsync(complaint);
        return 2;
    }

    using var signals = new StopSignals();
    var isReady = false;
    try
    {
        await using var silo = await SiloHost.Start(options, cancellationToken: signals.Stop);
        isReady = true;
        Console.WriteLine(Welcome.Text(options, silo.Addresses, silo.LoginUrl, Environment.GetEnvironmentVariable("MINIVERCEL_DATA"), started.Elapsed));
        await silo.WaitForShutdown(signals.Stop);
        await silo.Stop(signals.Hurry);
        return signals.Stop.IsCancellationRequested ? 0 : 1;
    }
    catch (Exception e) when (!isReady && signals.Stop.IsCancellationRequested && e is OperationCanceledException or PostgresFailedException)
    {
        return 0; // Stopped before it was ready, as it was told. The same Ctrl-C ends a program that has no session of its own yet.
    }
    catch (Exception e) when (e is DataFolderInUseException or DataFolderUnusableException or HttpPortUnavailableException
        or PostgresMissingException or PostgresFailedException or DatabaseUnavailableException or PostgresException
        or ClusterSecretException or SecretKeyException or IOException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}
