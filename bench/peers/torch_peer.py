"""PyTorch as the peer of `ratios --torch`.

  torch_peer.py serve THREADS [FOLDER]    measures what is asked for; FOLDER holds the four gzipped IDX files of MNIST
  torch_peer.py memory CASE               kilobytes that training steps take beyond a process with everything loaded

Served, it writes "ready VERSION CAPABILITY" and then answers each line "CASE SECONDS" with the microseconds of one step: the
median over chunks of about 2 ms, as the other side does it. The first question about a case builds it and warms it up.
Ends with the input. Exit code 3: there is no torch.
"""

import gc
import gzip
import os
import re
import statistics
import sys
import time

try:
    import numpy
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit(3)

CHUNK = 0.002


class Steps:
    """Candidates that do the same step; the fastest one counts."""

    def __init__(self, *candidates):
        self.candidates = candidates
        self.chunks = [None] * len(candidates)

    def microseconds(self, seconds):
        share = seconds / len(self.candidates)
        return min(self._median(index, share) for index in range(len(self.candidates)))

    def _median(self, index, seconds):
        step = self.candidates[index]
        if self.chunks[index] is None:
            self.chunks[index] = self._calibrate(step)
        chunk = self.chunks[index]
        times = []
        end = time.perf_counter() + seconds
        while True:
            start = time.perf_counter()
            for _ in range(chunk):
                step()
            now = time.perf_counter()
            times.append((now - start) / chunk)
            if now >= end:
                return statistics.median(times) * 1e6

    @staticmethod
    def _calibrate(step):
        """Warms up for 0.3 s, five steps at least; how many steps fill a chunk."""
        fastest = float("inf")
        end = time.perf_counter() + 0.3
        count = 0
        while count < 5 or time.perf_counter() < end:
            start = time.perf_counter()
            step()
            fastest = min(fastest, time.perf_counter() - start)
            count += 1
        return max(1, int(CHUNK / fastest))


class Epochs:
    """One epoch at each question, whatever the seconds."""

    def __init__(self, epoch):
        self.epoch = epoch
        self.is_warm = False

    def microseconds(self, seconds):
        if not self.is_warm:
            self.epoch()
            self.is_warm = True
        start = time.perf_counter()
        self.epoch()
        return (time.perf_counter() - start) * 1e6


def network(sizes):
    """The multilayer perceptron: tanh and one output, or relu and classes."""
    hidden = torch.nn.Tanh if sizes[-1] == 1 else torch.nn.ReLU
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), hidden()]
    return torch.nn.Sequential(*layers[:-1])


def loss_of(sizes, batch, model):
    """A function of no arguments: the loss on random inputs with random labels."""
    x = torch.rand(batch, sizes[0]) * 2 - 1
    if sizes[-1] == 1:
        targets = torch.randint(0, 2, (batch, 1)).float()
        return lambda: F.binary_cross_entropy_with_logits(model(x), targets)
    labels = torch.randint(0, sizes[-1], (batch,))
    return lambda: F.cross_entropy(model(x), labels)


def gradients_of(sizes, batch):
    model = network(sizes)
    loss = loss_of(sizes, batch, model)
    parameters = list(model.parameters())

    def step():
        for parameter in parameters:
            parameter.grad = None
        loss().backward()

    return Steps(step)


def training(sizes, batch, foreach):
    """A whole step with Adam. At this rate nothing is learned, so that every step meets ordinary numbers."""
    model = network(sizes)
    loss = loss_of(sizes, batch, model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-7, foreach=foreach)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()

    return step


def adam(length, foreach):
    """The optimizer alone."""
    parameter = torch.nn.Parameter(torch.rand(length) * 2 - 1)
    parameter.grad = torch.rand(length) * 2 - 1
    return torch.optim.Adam([parameter], lr=1e-7, foreach=foreach).step


def chain():
    x = torch.randn(1_000_000, requires_grad=True)

    def step():
        x.grad = None
        (torch.tanh(x) * torch.sigmoid(x) + torch.exp(-x * x)).sum().backward()

    return Steps(step)


def cross_entropy(rows, classes):
    logits = torch.randn(rows, classes, requires_grad=True)
    labels = torch.randint(0, classes, (rows,))

    def step():
        logits.grad = None
        F.cross_entropy(logits, labels).backward()

    return Steps(step)


def mnist_epoch(folder):
    """784-128-10 with Adam at batch 128: a new order each epoch, rows gathered as the batches come."""
    def numbers(name, header):
        with gzip.open(os.path.join(folder, name + ".gz")) as file:
            return numpy.frombuffer(file.read(), dtype=numpy.uint8)[header:].copy()

    inputs = torch.from_numpy(numbers("train-images-idx3-ubyte", 16).reshape(-1, 784).astype(numpy.float32) / 255)
    labels = torch.from_numpy(numbers("train-labels-idx1-ubyte", 8).astype(numpy.int64))
    model = network([784, 128, 10])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def epoch():
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), 128):
            rows = order[start:start + 128]
            loss = F.cross_entropy(model(inputs.index_select(0, rows)), labels.index_select(0, rows))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    return Epochs(epoch)


def case(name, folder):
    """What a name of bench/README.md stands for."""
    if found := re.fullmatch(r"(mlp|adam)-([\d-]+)-b(\d+)", name):
        sizes = [int(size) for size in found[2].split("-")]
        batch = int(found[3])
        if found[1] == "mlp":
            return gradients_of(sizes, batch)
        return Steps(training(sizes, batch, False), training(sizes, batch, True))
    if found := re.fullmatch(r"cross-entropy-(\d+)x(\d+)", name):
        return cross_entropy(int(found[1]), int(found[2]))
    if name in ("chain-1m", "map-1m"):
        return chain()
    if name in ("adam-100k", "adam-1m"):
        length = 100_000 if name == "adam-100k" else 1_000_000
        return Steps(adam(length, False), adam(length, True))
    if name == "mnist-epoch":
        return mnist_epoch(folder)
    raise ValueError("there is no case " + name)


def serve(threads, folder):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    capability = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    print("ready", torch.__version__, capability[1] if capability else "-", flush=True)
    cases = {}
    for line in sys.stdin:
        name, seconds = line.split()
        if name not in cases:
            cases[name] = case(name, folder)
            cases[name].microseconds(0)
        gc.collect()
        gc.disable()
        answer = cases[name].microseconds(float(seconds))
        gc.enable()
        print(f"{answer:.4f}", flush=True)


def kilobytes(entry):
    """An entry of the process's own status, such as its peak."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(entry + ":"))


def memory(name):
    """A small network first, so that libraries and thread pools are there; then the peak of twenty steps."""
    torch.set_num_threads(1)
    found = re.fullmatch(r"memory-([\d-]+)-b(\d+)", name)
    sizes = [int(size) for size in found[1].split("-")]

    def train(sizes, batch):
        step = training(sizes, batch, False)
        for _ in range(20):
            step()

    train([sizes[0]] + [16] * (len(sizes) - 2) + [sizes[-1]], 8)
    gc.collect()
    with open("/proc/self/clear_refs", "w") as references:
        references.write("5")
    before = kilobytes("VmRSS")
    train(sizes, int(found[2]))
    print(kilobytes("VmHWM") - before)


if __name__ == "__main__":
    if sys.argv[1] == "memory":
        memory(sys.argv[2])
    else:
        serve(int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
