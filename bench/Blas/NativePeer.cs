using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Bench;

/// <summary>The libraries that the product is compared with, when the machine has them. The library itself has no native code.</summary>
internal static partial class NativePeer
{
    private static readonly string[] _folders =
    [
        string.Empty,
        $"/usr/lib/{Architecture}-linux-gnu/openblas-pthread/",
        $"/usr/lib/{Architecture}-linux-gnu/openblas-openmp/",
        $"/usr/lib/{Architecture}-linux-gnu/",
        "/usr/lib64/",
        "/usr/lib/",
        "/usr/local/lib/",
        "/opt/homebrew/opt/openblas/lib/",
    ];

    private static string Architecture => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";

    /// <summary>OpenBLAS, or 0.</summary>
    public static nint OpenBlas(int threads)
    {
        Prepare(threads);
        return Load("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll", "openblas.dll");
    }

    /// <summary>oneDNN, or 0.</summary>
    public static nint OneDnn(int threads)
    {
        Prepare(threads);
        return Load("libdnnl.so.2", "libdnnl.so.3", "libdnnl.so", "libdnnl.2.dylib", "libdnnl.3.dylib", "dnnl.dll");
    }

    private static nint Load(params ReadOnlySpan<string> names)
    {
        foreach (string folder in _folders)
        {
            foreach (string name in names)
            {
                if (NativeLibrary.TryLoad(folder + name, out nint library))
                {
                    return library;
                }
            }
        }

        return 0;
    }

    /// <summary>What the libraries read when they are loaded: the kernels for this processor, and the threads.</summary>
    private static void Prepare(int threads)
    {
        string count = threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
        SetVariable("OMP_NUM_THREADS", count);
        SetVariable("OPENBLAS_NUM_THREADS", count);
        if (Vector512.IsHardwareAccelerated)
        {
            SetVariable("OPENBLAS_CORETYPE", "SkylakeX");
        }
    }

    private static void SetVariable(string name, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        else
        {
            // The runtime keeps its own copy of the environment, which native code does not see.
            _ = SetEnvironment(name, value, 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
