using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class TapeBorrowTests
{
    [Fact]
    public void Nothing_is_copied()
    {
        Tape<float> tape = new();
        float[] numbers = [1, 2, 3, 4];
        Variable<float> x = tape.Borrow(numbers, [2, 2]);
        Assert.True(Unsafe.AreSame(ref numbers[0], in MemoryMarshal.GetReference(x.Values)));
        Assert.False(x.IsDifferentiable);
        Assert.Equal(3f, x.AsTensorSpan()[1, 0]);
        Variable<float> part = tape.Borrow(numbers.AsMemory(1, 2), [2]);
        Numbers.Equal([2, 3], part.Values);
    }

    [Fact]
    public void Arrays_that_the_collector_moves_between_forward_and_sweep()
    {
        bool moved = false;
        for (int round = 0; round < 20; round++)
        {
            Tape<double> tape = new();
            double[] inputs = Movable(64);
            Variable<double> x = tape.Borrow(inputs, [8, 8], "x");
            Variable<double> w = tape.Variable([.. Enumerable.Range(0, 8).Select(index => 0.1 * index)], [8]);
            Variable<double> b = tape.Variable([.. Enumerable.Repeat(0.5, 8)], [8]);
            Variable<double> y = ((x.MatMul(w) + b) * x.Sum(1)).Sum();
            Variable<double> z = (x * b).Square().Sum() + x.Reshape(64).Sum() * w.Sum();
            nint before = Address(inputs);
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            moved |= Address(inputs) != before;

            // New arrays where the old place may be.
            double[][] others = [.. Enumerable.Range(0, 20).Select(_ => Filled(64, double.NaN))];
            Gradients<double> gradients = (y + z).Gradients();
            double[] expectedW = new double[8];
            double[] expectedB = new double[8];
            for (int row = 0; row < 8; row++)
            {
                double rowSum = inputs.AsSpan(row * 8, 8).ToArray().Sum();
                expectedB[row] += rowSum;
                for (int column = 0; column < 8; column++)
                {
                    double entry = inputs[(row * 8) + column];
                    expectedW[column] += rowSum * entry;
                    expectedB[column] += 2.0 * entry * entry * 0.5;
                }
            }

            double sum = inputs.Sum();
            Numbers.Equal([.. expectedW.Select(entry => entry + sum)], gradients[w], 1e-12);
            Numbers.Equal(expectedB, gradients[b], 1e-12);
            Numbers.Equal(inputs, x.Values);
            GC.KeepAlive(others);
        }

        Assert.True(moved, "the collector moved none of the arrays: the test has tested nothing");
    }

    [Fact]
    public void Reset_lets_go_of_the_memory()
    {
        Tape<double> tape = new();
        WeakReference borrowed = BorrowAndReset(tape);
        GC.Collect();
        Assert.False(borrowed.IsAlive);
        Assert.Equal(0, tape.Count);
    }

    [Fact]
    public void A_scope_lets_go_of_what_was_borrowed_within()
    {
        Tape<double> tape = new();
        double[] outside = [1, 2];
        Variable<double> x = tape.Borrow(outside, [2]);
        WeakReference within = BorrowWithin(tape);
        GC.Collect();
        Assert.False(within.IsAlive);
        Numbers.Equal([1, 2], x.Values);
        Numbers.Equal([3, 4], tape.Borrow(new double[] { 3, 4 }, [2]).Values);
        Numbers.Equal([1, 2], x.Values);
    }

    [Fact]
    public void Many_borrowed_arrays_are_told_apart()
    {
        Tape<double> tape = new();
        Variable<double>[] borrowed = [.. Enumerable.Range(0, 50).Select(index => tape.Borrow(Filled(3, index), [3]))];
        for (int index = 0; index < borrowed.Length; index++)
        {
            Numbers.Equal([index, index, index], borrowed[index].Values);
            Assert.Equal(3.0 * index, borrowed[index].Sum().Item());
        }
    }

    [Fact]
    public void Empty_memory_can_be_borrowed()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Borrow(ReadOnlyMemory<double>.Empty, [0, 2]);
        Assert.Equal(0.0, x.Sum().Item());
        Numbers.Equal([0, 0], x.Sum(0).Values);
        Assert.Equal([2, 0], x.Transpose().Shape);
    }

    private static double[] Movable(int length)
    {
        // Garbage in front, so that there is a hole to move into.
        for (int index = 0; index < 1000; index++)
        {
            _ = new double[32];
        }

        double[] numbers = new double[length];
        for (int index = 0; index < length; index++)
        {
            numbers[index] = Math.Sin(index);
        }

        return numbers;
    }

    private static double[] Filled(int length, double value)
    {
        double[] numbers = new double[length];
        Array.Fill(numbers, value);
        return numbers;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference BorrowAndReset(Tape<double> tape)
    {
        double[] numbers = new double[10];
        Assert.Equal(0.0, tape.Borrow(numbers, [10]).Sum().Item());
        tape.Reset();
        return new(numbers);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference BorrowWithin(Tape<double> tape)
    {
        double[] numbers = new double[10];
        using (tape.Inference())
        {
            Assert.Equal(0.0, tape.Borrow(numbers, [10]).Sum().Item());
        }

        return new(numbers);
    }

    private static unsafe nint Address(double[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
