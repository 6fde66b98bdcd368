"""D_LR with jackknife error of saved arrays in numpy, as `odepth richness FEATURES OUTPUTS` computes it, float64, blocks of neighbours.

    python3 bench/peers/richness_numpy.py features.npy outputs.npy
"""

import json
import resource
import sys
from functools import reduce

import numpy as np

BLOCKS = 20


def block_moments(features, outputs):
    """Count, means and centred second moments of some rows."""
    phi, f = features.astype("f8"), outputs.astype("f8")
    means = phi.mean(0), f.mean(0)
    phi -= means[0]
    f -= means[1]
    return [len(phi), *means, phi.T @ phi, f.T @ phi, f.T @ f]


def joined(a, b):
    """Moments of the rows of both."""
    n, m = a[0], b[0]
    weight = n * m / (n + m)
    dphi, df = a[1] - b[1], a[2] - b[2]
    means = [(n * a[i] + m * b[i]) / (n + m) for i in (1, 2)]
    outer = [np.outer(dphi, dphi), np.outer(df, dphi), np.outer(df, df)]
    return [n + m, *means, *(a[i] + b[i] + weight * outer[i - 3] for i in (3, 4, 5))]


def richness(moments):
    _, _, _, gram, cross, outputs = moments
    triangle = np.linalg.cholesky(outputs)
    projected = np.linalg.solve(triangle, cross)
    return 1 - np.sum(projected**2) / (np.linalg.norm(gram) * np.sqrt(len(outputs)))


features, outputs = (np.load(name, mmap_mode="r") for name in sys.argv[1:3])
edges = np.linspace(0, len(features), BLOCKS + 1).astype(int)
blocks = [block_moments(features[a:b], outputs[a:b]) for a, b in zip(edges[:-1], edges[1:])]
value = richness(reduce(joined, blocks))
deleted = [richness(reduce(joined, blocks[:i] + blocks[i + 1 :])) for i in range(BLOCKS)]
error = np.sqrt((BLOCKS - 1) / BLOCKS * np.sum((np.array(deleted) - np.mean(deleted)) ** 2))
used = resource.getrusage(resource.RUSAGE_SELF)
print("used", json.dumps({"processor": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}), file=sys.stderr)
print(json.dumps({"value": value, "error": error}))
