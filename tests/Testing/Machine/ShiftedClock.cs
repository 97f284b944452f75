using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MiniVercel.Testing.Machine;

/// <summary>
/// Lets a process believe that it is another time: a library that is loaded before the system's own answers for its wall
/// clock. The clock that only moves forward is left alone, as when somebody sets a machine's time.
/// </summary>
public static class ShiftedClock
{
    private const string Source =
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <time.h>

        int clock_gettime(clockid_t clock, struct timespec *now)
        {
            static int (*theirs)(clockid_t, struct timespec *);
            if (!theirs) theirs = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            int result = theirs(clock, now);
            if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += atol(getenv("SHIFTED_CLOCK"));
            return result;
        }
        """;

    /// <summary>Whether there is a compiler to make the library with.</summary>
    public static bool IsPossible { get; } = Runs("--version");

    /// <summary>Makes the library in this folder; the answer are the variables of a process whose clock is shifted.</summary>
    public static IReadOnlyDictionary<string, string> By(TimeSpan shift, string folder)
    {
        var (source, library) = (Path.Combine(folder, "clock.c"), Path.Combine(folder, "clock.so"));
        if (!File.Exists(library))
        {
            File.WriteAllText(source, Source);
            if (!Runs("-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"))
                throw new InvalidOperationException("The library that shifts a clock could not be made.");
        }

        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["SHIFTED_CLOCK"] = ((long)shift.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static bool Runs(params string[] arguments)
    {
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", arguments) { RedirectStandardOutput = true })!;
            return compiler.WaitForExit(TimeSpan.FromSeconds(30)) && compiler.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // there is none
        }
    }
}
