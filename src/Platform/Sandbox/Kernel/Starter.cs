using System.Collections.Concurrent;
using System.Diagnostics;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>
/// Starts the processes that are to die with this one. The kernel means the thread that started them when it says parent, and
/// threads of a pool come and go: so there is one thread for it, which stays as long as the process.
/// </summary>
internal static class Starter
{
    private static readonly BlockingCollection<Action> Orders = [];

    static Starter()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "starter" };
        thread.Start();
    }

    public static Task<Process> Start(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Orders.Add(() =>
        {
            try
            {
                SystemCalls.KeepDescriptorsToOneself();
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static void Work()
    {
        foreach (var order in Orders.GetConsumingEnumerable())
            order();
    }
}
