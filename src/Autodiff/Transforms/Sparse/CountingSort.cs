namespace AutoGrad.Autodiff;

/// <summary>Sorts places by small keys, in linear time and keeping their order.</summary>
internal static class CountingSort
{
    /// <summary>The places of each key, one key after the other; places with a negative key are left out.</summary>
    /// <param name="keys">The key of each place, below <paramref name="count"/>.</param>
    /// <param name="count">The number of keys.</param>
    /// <returns>Where each key's places begin, with one number more at the end, and the places.</returns>
    public static (int[] Starts, int[] Places) By(ReadOnlySpan<int> keys, int count)
    {
        int[] starts = new int[count + 1];
        foreach (int key in keys)
        {
            if (key >= 0)
            {
                starts[key + 1]++;
            }
        }

        for (int key = 0; key < count; key++)
        {
            starts[key + 1] += starts[key];
        }

        int[] next = starts[..^1];
        int[] places = new int[starts[count]];
        for (int place = 0; place < keys.Length; place++)
        {
            if (keys[place] >= 0)
            {
                places[next[keys[place]]++] = place;
            }
        }

        return (starts, places);
    }
}
