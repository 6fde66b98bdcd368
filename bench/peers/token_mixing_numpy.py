"""How long does a training step of token mixing take numpy on the CPU, in milliseconds of processor time?

    OPENBLAS_NUM_THREADS=1 python3 bench/peers/token_mixing_numpy.py

The network and the work of `mixing` in bench/training-throughput.mjs, forward and backward written out by hand, GELU with
scipy.special.erf, AdamW on one flat vector. Prints JSON: a list of {network, precision, version, milliseconds, reached}, medians of
--steps steps; `reached` is the time of the products of a step alone over that of the step.
"""

import argparse
import json
import sys
import time

import numpy as np

try:
    from scipy.special import erf
except ImportError:
    sys.exit("scipy is not installed")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--steps", type=int, default=5)
options = parser.parse_args()

WIDTH, HIDDEN, TOKENS, BLOCKS, BATCH, KINDS, OUTPUTS = 64, 256, 64, 6, 16, 17, 16
spent = 0.0


def timed(product, *factors):
    """A product, with its time added up."""
    global spent
    start = time.process_time()
    out = product(*factors)
    spent += time.process_time() - start
    return out


def times(a, b):
    return timed(np.matmul, a, b)


class Dense:
    def __init__(self, inputs, outputs, take):
        self.w, self.dw = take(outputs, inputs)
        self.b, self.db = take(1, outputs)

    def forward(self, x):
        self.x = x
        y = times(x, self.w.T)
        y += self.b
        return y

    def backward(self, dy):
        self.dw[:] = times(dy.T, self.x)
        self.db[:] = dy.sum(0)
        return times(dy, self.w)


class Gelu:
    def forward(self, x):
        psi = erf(x * x.dtype.type(np.sqrt(0.5)))
        psi += 1
        psi *= 0.5
        self.slope = np.exp(-0.5 * x * x)
        self.slope *= x
        self.slope *= x.dtype.type(1 / np.sqrt(2 * np.pi))
        self.slope += psi
        psi *= x
        return psi

    def backward(self, dy):
        return dy * self.slope


class LayerNorm:
    def __init__(self, width, take):
        self.g, self.dg = take(1, width)
        self.b, self.db = take(1, width)
        self.g[:] = 1

    def forward(self, x):
        z = x - x.mean(1, keepdims=True)
        self.r = 1 / np.sqrt(np.square(z).mean(1, keepdims=True) + x.dtype.type(1e-5))
        z *= self.r
        self.z = z
        return z * self.g + self.b

    def backward(self, dy):
        self.dg[:] = (dy * self.z).sum(0)
        self.db[:] = dy.sum(0)
        dz = dy * self.g
        dz -= dz.mean(1, keepdims=True) + self.z * (dz * self.z).mean(1, keepdims=True)
        dz *= self.r
        return dz


class Swap:
    def forward(self, x):
        return np.ascontiguousarray(x.reshape(BATCH, TOKENS, -1).transpose(0, 2, 1)).reshape(-1, TOKENS)

    backward = forward


def chain(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x


def back(layers, dy):
    for layer in reversed(layers):
        dy = layer.backward(dy)
    return dy


class Network:
    def __init__(self, dtype):
        per_mlp = 2 * WIDTH * HIDDEN + HIDDEN + 3 * WIDTH
        count = KINDS * WIDTH + 2 * BLOCKS * per_mlp + 2 * WIDTH + OUTPUTS * (WIDTH + 1)
        self.parameters, self.gradient = np.zeros(count, dtype), np.zeros(count, dtype)
        self.moments = [np.zeros(count, dtype), np.zeros(count, dtype)]
        self.used = 0
        rng = np.random.default_rng(1)

        def take(rows, columns):
            part = slice(self.used, self.used + rows * columns)
            self.used = part.stop
            value = self.parameters[part].reshape(rows, columns)
            value[:] = rng.uniform(-1, 1, value.shape) / np.sqrt(columns)
            return value, self.gradient[part].reshape(rows, columns)

        def mlp():
            return [LayerNorm(WIDTH, take), Dense(WIDTH, HIDDEN, take), Gelu(), Dense(HIDDEN, WIDTH, take)]

        self.embedding, self.dembedding = take(KINDS, WIDTH)
        self.blocks = []
        for _ in range(BLOCKS):
            norm, *inner = mlp()
            self.blocks += [[norm, Swap(), *inner, Swap()], mlp()]
        self.head = [LayerNorm(WIDTH, take), Dense(WIDTH, OUTPUTS, take)]

    def step(self, tokens, labels, t):
        x = self.embedding[tokens]
        for block in self.blocks:
            x = x + chain(block, x)
        outputs = chain(self.head, x)
        asked = np.flatnonzero(labels >= 0)
        rows = outputs[asked]
        p = np.exp(rows - rows.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        p[np.arange(len(asked)), labels[asked]] -= 1
        dy = np.zeros_like(outputs)
        dy[asked] = p / outputs.dtype.type(len(asked))
        dx = back(self.head, dy)
        for block in reversed(self.blocks):
            dx = dx + back(block, dx)
        self.dembedding[:] = 0
        np.add.at(self.dembedding, tokens, dx)
        m, s = self.moments
        m *= 0.9
        m += 0.1 * self.gradient
        s *= 0.999
        s += 0.001 * self.gradient**2
        self.parameters *= 1 - 1e-4
        self.parameters -= 1e-3 / (1 - 0.9**t) * m / (np.sqrt(s) / np.sqrt(1 - 0.999**t) + 1e-8)


def measure(dtype):
    global spent
    network = Network(dtype)
    assert network.used == len(network.parameters)
    places = np.arange(BATCH * TOKENS)
    tokens = np.where(places % 7 == 3, KINDS - 1, places * 7919 % OUTPUTS)
    labels = np.where(places % 7 == 3, places * 7919 % OUTPUTS, -1)
    steps, products = [], []
    for t in range(1, options.steps + 3):
        spent = 0.0
        start = time.process_time()
        network.step(tokens, labels, t)
        steps.append(1000 * (time.process_time() - start))
        products.append(1000 * spent)
    middle = options.steps // 2
    return {
        "network": "mixing",
        "precision": np.dtype(dtype).name,
        "version": np.__version__,
        "milliseconds": sorted(steps[2:])[middle],
        "reached": sorted(part / whole for part, whole in zip(products[2:], steps[2:]))[middle],
    }


print(json.dumps([measure(np.float64), measure(np.float32)]))
