using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Einstein's summation against a loop over all letters, and what it refuses; triangles, diagonals and outer products.</summary>
public sealed class EinsumTests
{
    public static TheoryData<string> OfOne => ["ij->ji", "ij", "ba", "ii->i", "ii", "iij->j", "iji->ij", "ijk->", "ijkl->lj", "ijij->ji", "iii->i", "->", " i j -> j i ", "aB->Ba"];

    public static TheoryData<string> OfTwo =>
    [
        "ij,jk->ik", "ij,jk", "ji,jk->ik", "ij,kj->ki", "bij,bjk->bik", "bij,jk->bik", "bji,kbj->kbi", "i,i->", "i,j->ji", "ij,ij->ij", "ij,ij",
        "ijk,lkj->il", "ii,ij->j", "ab,cd->dbca", "ij,k->", "ij,->ji", ",ij->ij", "iij,jk->ik", "abc,cba->b", "bhi,bhj->bhij", "abcd,dbef->acef", "jk,ij",
    ];

    [Theory]
    [MemberData(nameof(OfOne))]
    public void One_operand(string subscripts) => Check(subscripts);

    [Theory]
    [MemberData(nameof(OfTwo))]
    public void Two_operands(string subscripts) => Check(subscripts);

    [Fact]
    public void Without_an_arrow_letters_that_occur_once_come_in_alphabetical_order()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[6], [2, 3]);
        Assert.Equal([3, 2], x.Einsum("ba").Shape.ToArray());
        Assert.Equal([3, 2], x.Einsum("bB").Shape.ToArray());
        Assert.Equal([4, 2], x.Einsum("zj,ja", tape.Variable(new double[12], [3, 4])).Shape.ToArray());
    }

    [Fact]
    public void A_product_in_order_needs_no_transpose()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[6], [2, 3]);
        Variable<double> y = tape.Variable(new double[12], [3, 4]);
        int count = tape.Count;
        x.Einsum("ij,jk->ik", y);
        Assert.Equal(count + 1, tape.Count);
        x.Einsum("ij,ik->jk", tape.Variable(new double[8], [2, 4]));
        Assert.Equal(count + 3, tape.Count);
    }

    [Fact]
    public void Wrong_subscripts_are_refused_and_nothing_is_recorded()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[6], [2, 3]);
        Variable<double> y = tape.Variable(new double[20], [4, 5]);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["Einsum", "ij,jk->ik", "letter 'j'", "size 3", "size 4", "[2, 3]", "[4, 5]"], () => x.Einsum("ij,jk->ik", y));
        Refusal.Of<ShapeException>(["Einsum", "letter 'i'", "size 2", "size 3", "[2, 3]"], () => x.Einsum("ii->i"));
        Refusal.Of<ShapeException>(["Einsum", "\"ijk\"", "3 axes", "[2, 3]"], () => x.Einsum("ijk->i"));
        Refusal.Of<ShapeException>(["Einsum", "\"k\"", "1 axes", "[4, 5]"], () => x.Einsum("ij,k", y));
        Refusal.Of<ArgumentException>(["Einsum", "letter 'z' of the result is in no operand"], () => x.Einsum("ij->iz"));
        Refusal.Of<ArgumentException>(["Einsum", "letter 'i' stands twice"], () => x.Einsum("ij->ii"));
        Refusal.Of<ArgumentException>(["Einsum", "'.' is not a letter"], () => x.Einsum("...ij->ij"));
        Refusal.Of<ArgumentException>(["Einsum", "'2' is not a letter"], () => x.Einsum("i2"));
        Refusal.Of<ArgumentException>(["Einsum", "',' is not a letter"], () => x.Einsum("ij->i,j"));
        Refusal.Of<ArgumentException>(["Einsum", "2 operands", "1 given"], () => x.Einsum("ij,jk"));
        Refusal.Of<ArgumentException>(["Einsum", "1 operand,", "2 given"], () => x.Einsum("ij", y));
        Refusal.Of<ArgumentException>(["Einsum", "3 operands", "2 given"], () => x.Einsum("ij,jk,kl", y));
        Assert.Throws<ArgumentNullException>(() => x.Einsum(null!));
        Assert.Throws<ArgumentNullException>(() => x.Einsum(null!, y));
        Assert.Equal(count, tape.Count);
    }

    [Fact]
    public void Triangles_diagonals_traces_and_outer_products()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Numbers.Equal([1, 0, 0, 4, 5, 0], x.LowerTriangle().Values, 0.0);
        Numbers.Equal([1, 2, 0, 4, 5, 6], x.LowerTriangle(1).Values, 0.0);
        Numbers.Equal([0, 0, 0, 4, 0, 0], x.LowerTriangle(-1).Values, 0.0);
        Numbers.Equal([0, 0, 0, 0, 0, 0], x.LowerTriangle(int.MinValue).Values, 0.0);
        Numbers.Equal([1, 2, 3, 4, 5, 6], x.LowerTriangle(int.MaxValue).Values, 0.0);
        Numbers.Equal([1, 2, 3, 0, 5, 6], x.UpperTriangle().Values, 0.0);
        Numbers.Equal([0, 0, 3, 0, 0, 0], x.UpperTriangle(2).Values, 0.0);
        Numbers.Equal([1, 2, 3, 4, 5, 6], x.UpperTriangle(int.MinValue).Values, 0.0);
        Numbers.Equal([0, 0, 0, 0, 0, 0], x.UpperTriangle(int.MaxValue).Values, 0.0);
        Numbers.Equal([1, 0, 0, 1, 1, 0], x.LowerTriangle().Sum().Gradients()[x], 0.0);
        Numbers.Equal([1, 5], x.Diagonal().Values, 0.0);
        Numbers.Equal([6], x.Trace().Values, 0.0);
        Numbers.Equal([1, 0, 0, 0, 1, 0], x.Trace().Gradients()[x], 0.0);
        Numbers.Equal([1, 0, 0, 0, 2, 0, 0, 0, 3, 4, 0, 0, 0, 5, 0, 0, 0, 6], x.DiagonalMatrix().Values, 0.0);
        Variable<double> u = tape.Variable([2, 3], [2]);
        Variable<double> v = tape.Variable([5, 7, 11], [3]);
        Numbers.Equal([10, 14, 22, 15, 21, 33], u.Outer(v).Values, 0.0);
        Numbers.Equal([23, 23], u.Outer(v).Sum().Gradients()[u], 0.0);

        // What is left out does not shine through.
        Variable<double> wild = tape.Variable([1, double.NaN, double.PositiveInfinity, 1], [2, 2]);
        Numbers.Equal([2], wild.Trace().Values, 0.0);
        Numbers.Equal([1, 0, double.PositiveInfinity, 1], wild.LowerTriangle().Values, 0.0);
        Refusal.Of<ShapeException>(["LowerTriangle", "[2]"], () => u.LowerTriangle());
        Refusal.Of<ShapeException>(["UpperTriangle", "[2]"], () => u.UpperTriangle());
        Refusal.Of<ShapeException>(["Diagonal", "[2]"], () => u.Diagonal());
        Refusal.Of<ShapeException>(["Trace", "[2]"], () => u.Trace());
        Refusal.Of<ShapeException>(["DiagonalMatrix", "[]"], () => u.Sum().DiagonalMatrix());
        Refusal.Of<ShapeException>(["Outer", "[2]", "[2, 3]"], () => u.Outer(x));
    }

    private static void Check(string subscripts)
    {
        string text = subscripts.Replace(" ", string.Empty, StringComparison.Ordinal);
        string[] operands = text.Split("->")[0].Split(',');
        string once = string.Concat(string.Concat(operands).GroupBy(letter => letter).Where(group => group.Count() == 1).Select(group => group.Key).Order());
        string result = text.Contains("->", StringComparison.Ordinal) ? text.Split("->")[1] : once;
        char[] letters = [.. string.Concat(operands).Distinct()];
        Dictionary<char, int> sizes = letters.Select((letter, index) => (letter, Size: 2 + (index % 3))).ToDictionary(pair => pair.letter, pair => pair.Size);
        int[][] shapes = [.. operands.Select(operand => operand.Select(letter => sizes[letter]).ToArray())];
        double[][] values = [.. shapes.Select((shape, index) => MatMulTests.Filled(shape, index + 1))];
        int[] expectedShape = [.. result.Select(letter => sizes[letter])];
        double[] expected = new double[expectedShape.Aggregate(1, (length, size) => length * size)];
        int count = sizes.Values.Aggregate(1, (length, size) => length * size);
        for (int combination = 0; combination < count; combination++)
        {
            Dictionary<char, int> at = [];
            int rest = combination;
            foreach (char letter in letters)
            {
                at[letter] = rest % sizes[letter];
                rest /= sizes[letter];
            }

            int Offset(string of) => of.Aggregate(0, (offset, letter) => (offset * sizes[letter]) + at[letter]);
            expected[Offset(result)] += operands.Select((operand, index) => values[index][Offset(operand)]).Aggregate(1.0, (product, entry) => product * entry);
        }

        Tape<double> tape = new();
        Variable<double>[] x = [.. values.Select((numbers, index) => tape.Variable(numbers, shapes[index]))];
        Variable<double> sum = x.Length == 1 ? x[0].Einsum(subscripts) : x[0].Einsum(subscripts, x[1]);
        Assert.Equal(expectedShape, sum.Shape.ToArray());
        Numbers.Equal<double>(expected, sum.Values, 1e-13);
    }
}
