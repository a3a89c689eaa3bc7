#:package Spectre.Console
#:package System.CommandLine
#:project ../src/Nn
#:project ../src/Optim
#:project ../src/Data

// Handwritten digits: a network written only as a forward pass learns 1,797 real 8x8 digits (80 % of them) and is tested on the
// rest.

using System.CommandLine;
using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the split, the weights and the batches.", DefaultValueFactory = _ => 1 };
Option<int> epochsOption = new("--epochs") { Description = "How often the training digits are gone through.", DefaultValueFactory = _ => 40 };
Option<bool> quickOption = new("--quick") { Description = "Train for 10 epochs." };
RootCommand command = new("Trains a 64-32-10 network on handwritten digits.") { seedOption, epochsOption, quickOption };
command.SetAction(arguments =>
{
    int epochs = arguments.GetValue(quickOption) ? 10 : arguments.GetValue(epochsOption);
    return epochs > 0 ? Train(arguments.GetValue(seedOption), epochs) : Refuse($"--epochs must be positive and is {epochs}");
});
return command.Parse(args).Invoke();

static int Train(int seed, int epochs)
{
    DatasetSplit digits = Digits.Load().Split(train: 0.8, seed: seed);
    Mlp<float> model = new([64, 32, 10], Activation.Relu, seed: seed);
    Adam<float> optimizer = new(model.Parameters, learningRate: 3e-3f);
    Console.WriteLine($"{digits.Train.Count} digits to learn from, {digits.Test.Count} to be tested on");

    if (Console.IsOutputRedirected)
    {
        Epochs(digits.Train, model, optimizer, epochs, seed, _ => { }, Console.WriteLine);
    }
    else
    {
        AnsiConsole.Progress().Start(context =>
        {
            ProgressTask progress = context.AddTask("training", maxValue: epochs);
            void Advance(double by)
            {
                progress.Increment(by);
                context.Refresh();
            }

            Epochs(digits.Train, model, optimizer, epochs, seed, Advance, AnsiConsole.WriteLine);
        });
    }

    int[] predicted = Classify(model, digits.Test);
    int correct = Enumerable.Range(0, predicted.Length).Count(row => predicted[row] == digits.Test.Label(row));
    Console.WriteLine($"test accuracy: {100.0 * correct / predicted.Length:F1} %");
    WriteConfusion(digits.Test, predicted);
    return 0;
}

static void Epochs(Dataset train, Mlp<float> model, Adam<float> optimizer, int epochs, int seed, Action<double> advance, Action<string> write)
{
    Tape<float> tape = new();
    double loss = 0.0;
    int correct = 0;
    foreach (Batch batch in train.Batches(size: 32, epochs: epochs, seed: seed))
    {
        tape.Reset();
        Variable<float> logits = model.Forward(tape.Constant(batch.Inputs, batch.InputShape));
        Variable<float> cost = Loss.CrossEntropy(logits, batch.Labels);
        optimizer.Step(cost.Gradients());

        loss += cost.Item() * batch.Size;
        for (int row = 0; row < batch.Size; row++)
        {
            correct += Largest(logits.Values.Slice(row * 10, 10)) == batch.Labels[row] ? 1 : 0;
        }

        if (batch.IsLastOfEpoch)
        {
            write($"epoch {batch.Epoch,3}  loss {loss / train.Count:F4}  accuracy {100.0 * correct / train.Count:F1} %");
            advance(1.0);
            (loss, correct) = (0.0, 0);
        }
    }
}

static int[] Classify(Mlp<float> model, Dataset data)
{
    float[] logits = new float[data.Count * 10];
    foreach (Batch all in data.Batches(size: data.Count, shuffle: false))
    {
        model.Predict(all.Inputs, all.InputShape, logits);
    }

    return [.. Enumerable.Range(0, data.Count).Select(row => Largest(logits.AsSpan(row * 10, 10)))];
}

static int Largest(ReadOnlySpan<float> scores) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores);

static void WriteConfusion(Dataset test, int[] predicted)
{
    int[,] counts = new int[10, 10];
    for (int row = 0; row < predicted.Length; row++)
    {
        counts[test.Label(row), predicted[row]]++;
    }

    Console.WriteLine();
    Console.WriteLine("confusion matrix (rows: the digit, columns: what it was taken for)");
    Console.WriteLine("      " + string.Join(' ', Enumerable.Range(0, 10).Select(digit => $"{digit,3}")));
    for (int digit = 0; digit < 10; digit++)
    {
        Console.WriteLine($"  {digit} | " + string.Join(' ', Enumerable.Range(0, 10).Select(guess => counts[digit, guess] == 0 ? "  ." : $"{counts[digit, guess],3}")));
    }
}

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
