using System.Runtime.CompilerServices;

namespace AutoGrad.Tests.Unit.Autodiff;

/// <summary>Wrong use: an exception whose message has the given words in it and ends with the line that is to blame.</summary>
internal static class Refusal
{
    /// <summary>Write the call and the lambda on one line: it is the line that the message has to name.</summary>
    public static E Of<E>(string[] words, Action use, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where E : Exception
    {
        E refused = Assert.Throws<E>(use);
        foreach (string word in words)
        {
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }

        // Argument exceptions of the runtime put the parameter and its value behind their message.
        Assert.Contains($" (at {file}:line {line})", refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
