using System.Diagnostics;

namespace AutoGrad.Lessons;

/// <summary>
/// A bar on the error output that appears when work has taken a second, and only where somebody watches: not in a file or pipe.
/// </summary>
public sealed class ProgressBar : IDisposable
{
    private const int Width = 40;

    private readonly string _task;
    private readonly int _total;
    private readonly bool _isWatched;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _done;
    private int _shown = -1;

    internal ProgressBar(string task, int total, bool isWatched)
    {
        _task = task;
        _total = Math.Max(1, total);
        _isWatched = isWatched;
    }

    /// <summary>More of the work is done.</summary>
    /// <param name="steps">How much more.</param>
    public void Advance(int steps = 1)
    {
        _done = Math.Min(_total, _done + steps);
        int percent = (int)(100L * _done / _total);
        if (_isWatched && percent != _shown && Stopwatch.GetElapsedTime(_start).TotalSeconds > 1.0)
        {
            _shown = percent;
            int filled = Width * percent / 100;
            Console.Error.Write($"\r{_task} [{new string('#', filled)}{new string('.', Width - filled)}] {percent,3} %");
        }
    }

    /// <summary>Wipes the bar away.</summary>
    public void Dispose()
    {
        if (_shown >= 0)
        {
            Console.Error.Write($"\r{new string(' ', _task.Length + Width + 9)}\r");
        }
    }
}
