"""How fast does idiomatic numpy draw finite pre-activation ResNets by the block law, in neuron·input·layer updates per second?

    python3 bench/peers/block_law_numpy.py                      # n = 1024, 4 inputs, 128 layers, one thread
    python3 bench/peers/block_law_numpy.py --threads 0 --width 64 --layers 800    # all threads, the setting of arXiv 2604.15742

A layer, for a batch of B networks with states phi (B x n x N), N inputs: s = sigma(phi), Q = C_W s^T s / n (B x N x N), its Cholesky
factor, standard normals z (B x n x N) and phi += eps z chol(Q)^T; at nine depths G = phi^T phi / n and its moments in float64.
Prints JSON: a list of {peer, version, activation, precision, threads, speed, wall}; speed in millions of updates per second of
processor time, wall per second of the clock, the best batch size of a few; each measured for --seconds at least.
"""

import argparse
import json
import os
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

# Before numpy is loaded: OpenBLAS and MKL read them once.
if options.threads > 0:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(options.threads)

try:
    import numpy as np
except ImportError:
    sys.exit("numpy is not installed")

DEPTHS = 9


def sample(rng, batch, width, layers, inputs, activation, dtype, seconds):
    """Updates and seconds (processor, wall) of one or more batches."""
    eps = dtype(np.sqrt(2 / layers))
    weight_variance = 2.0 if activation == "tanh" else 1.0
    kernel = np.full((inputs, inputs), 0.6) + 1.4 * np.eye(inputs)
    start = np.linalg.cholesky(kernel).T.astype(dtype)
    saved = set(np.round(np.linspace(0, layers, DEPTHS)).astype(int).tolist())
    z = np.empty((batch, width, inputs), dtype)
    s = np.empty_like(z)
    first = np.zeros((DEPTHS, inputs, inputs))
    second = np.zeros_like(first)
    began = (time.process_time(), time.perf_counter())
    networks = 0
    while True:
        rng.standard_normal(out=z, dtype=dtype)
        phi = z @ start
        depth = 0
        for layer in range(layers + 1):
            if layer in saved:
                g = np.matmul(phi.transpose(0, 2, 1), phi).astype(np.float64) / width
                first[depth] += g.sum(axis=0)
                second[depth] += (g * g).sum(axis=0)
                depth += 1
            if layer == layers:
                break
            if activation == "tanh":
                np.tanh(phi, out=s)
            else:
                np.maximum(phi, 0, out=s)
            q = np.matmul(s.transpose(0, 2, 1), s) * dtype(weight_variance / width)
            factor = np.linalg.cholesky(q)
            rng.standard_normal(out=z, dtype=dtype)
            phi += eps * np.matmul(z, factor.transpose(0, 2, 1))
        networks += batch
        taken = (time.process_time() - began[0], time.perf_counter() - began[1])
        if taken[1] >= seconds:
            assert np.all(np.isfinite(first))
            return networks * width * layers * inputs, taken


def measure(activation, dtype):
    rng = np.random.default_rng(1)
    best = None
    for neurons in (4096, 16384):
        batch = max(1, neurons // options.width)
        updates, (cpu, wall) = sample(
            rng, batch, options.width, options.layers, options.inputs, activation, dtype, options.seconds / 2
        )
        row = {
            "peer": "numpy",
            "version": np.__version__,
            "activation": activation,
            "precision": np.dtype(dtype).name,
            "threads": options.threads,
            "speed": updates / cpu / 1e6,
            "wall": updates / wall / 1e6,
        }
        if best is None or row["wall"] > best["wall"]:
            best = row
    return best


print(json.dumps([measure(a, d) for a in options.activations.split(",") for d in (np.float64, np.float32)]))
