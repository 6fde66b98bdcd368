"""How fast does idiomatic PyTorch on the CPU draw finite pre-activation ResNets by the block law, in updates per second?

    python3 bench/peers/block_law_torch.py                      # n = 1024, 4 inputs, 128 layers, one thread
    python3 bench/peers/block_law_torch.py --threads 0 --width 64 --layers 800    # all threads, the setting of arXiv 2604.15742

The same computation as block_law_numpy.py, which describes it, with batched matmul, torch.linalg.cholesky and normal_(). The
authors' notebook does this at n = 64 on as many threads as PyTorch takes; for explicit weights the sampler would be n times dearer.
Prints JSON: a list of {peer, version, activation, precision, threads, speed, wall}, in millions of updates per second of processor
time and of the clock, the best batch size of a few; each measured for --seconds at least.
"""

import argparse
import json
import math
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--width", type=int, default=1024)
parser.add_argument("--layers", type=int, default=128)
parser.add_argument("--inputs", type=int, default=4)
parser.add_argument("--seconds", type=float, default=0.5)
parser.add_argument("--threads", type=int, default=1, help="0 for as many as the library takes")
parser.add_argument("--activations", default="relu,tanh")
options = parser.parse_args()

try:
    import torch
except ImportError:
    sys.exit("PyTorch is not installed")

if options.threads > 0:
    torch.set_num_threads(options.threads)

DEPTHS = 9


@torch.no_grad()
def sample(batch, width, layers, inputs, activation, dtype, seconds):
    """Updates and seconds (processor, wall) of one or more batches."""
    eps = math.sqrt(2 / layers)
    weight_variance = 2.0 if activation == "tanh" else 1.0
    kernel = torch.full((inputs, inputs), 0.6, dtype=torch.float64) + 1.4 * torch.eye(inputs, dtype=torch.float64)
    start = torch.linalg.cholesky(kernel).T.to(dtype)
    saved = {round(layers * i / (DEPTHS - 1)) for i in range(DEPTHS)}
    z = torch.empty((batch, width, inputs), dtype=dtype)
    first = torch.zeros((DEPTHS, inputs, inputs), dtype=torch.float64)
    second = torch.zeros_like(first)
    began = (time.process_time(), time.perf_counter())
    networks = 0
    while True:
        phi = z.normal_() @ start
        depth = 0
        for layer in range(layers + 1):
            if layer in saved:
                g = torch.bmm(phi.transpose(1, 2), phi).to(torch.float64) / width
                first[depth] += g.sum(dim=0)
                second[depth] += (g * g).sum(dim=0)
                depth += 1
            if layer == layers:
                break
            s = torch.tanh(phi) if activation == "tanh" else torch.relu(phi)
            q = torch.bmm(s.transpose(1, 2), s) * (weight_variance / width)
            factor = torch.linalg.cholesky(q)
            phi = torch.baddbmm(phi, z.normal_(), factor.transpose(1, 2), alpha=eps)
        networks += batch
        taken = (time.process_time() - began[0], time.perf_counter() - began[1])
        if taken[1] >= seconds:
            assert bool(torch.isfinite(first).all())
            return networks * width * layers * inputs, taken


def measure(activation, dtype):
    torch.manual_seed(1)
    best = None
    for neurons in (4096, 16384):
        batch = max(1, neurons // options.width)
        updates, (cpu, wall) = sample(
            batch, options.width, options.layers, options.inputs, activation, dtype, options.seconds / 2
        )
        row = {
            "peer": "torch",
            "version": torch.__version__,
            "activation": activation,
            "precision": str(dtype).replace("torch.", ""),
            "threads": options.threads,
            "speed": updates / cpu / 1e6,
            "wall": updates / wall / 1e6,
        }
        if best is None or row["wall"] > best["wall"]:
            best = row
    return best


print(json.dumps([measure(a, d) for a in options.activations.split(",") for d in (torch.float64, torch.float32)]))
