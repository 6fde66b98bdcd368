"""Writes known-profile.npz: two streams whose profiles are known in closed form. Made data, no network was trained.

`stream`, 5 layers x 96 samples x 8: 8, 4, 2 and 1 directions of equal strength, each a part of those before it, then the last layer
again, turned, scaled and shifted. With k equal directions all four ranks are k; from k to k/2 of them CKA = 1/sqrt(2).

`positions`, 3 layers x 48 samples x 4 positions x 8: at every position two equal directions, the same two everywhere, about a mean
of its own. The four means are the corners of a simplex, as far apart as makes its three directions as strong as the other two, in
the first layer, and 1/2 and 0 of that in the others. At each position the rank is 2; of all positions together 5, less, and 2.
"""

from pathlib import Path

import numpy as np

rng = np.random.default_rng(43)
width = 8


def orthonormal(rows, columns):
    """Columns without mean, orthogonal, of variance 1."""
    basis, _ = np.linalg.qr(np.hstack([np.ones((rows, 1)), rng.normal(size=(rows, columns))]))
    return np.sqrt(rows) * basis[:, 1:]


def rotation():
    return np.linalg.qr(rng.normal(size=(width, width)))[0]


parts = orthonormal(96, width)
turn = rotation()
layers = [parts * (np.arange(width) < count) @ turn + rng.normal(size=width) for count in (8, 4, 2, 1)]
layers.append(3 * (layers[-1] @ rotation()) + rng.normal(size=width))

samples, places = 48, 4
inside = orthonormal(samples, 2)
simplex = np.eye(places) - 1 / places
# Singular values of the simplex are 1, three times: of variance 1 over all positions with sqrt(places).
corners = np.sqrt(places) * np.hstack([np.zeros((places, 2)), simplex, np.zeros((places, width - 2 - places))])
lines = np.hstack([inside, np.zeros((samples, width - 2))])
turn = rotation()
positions = [(lines[:, None, :] + part * corners[None]) @ turn for part in (1, 0.5, 0)]

np.savez(
    Path(__file__).with_suffix(".npz"),
    stream=np.stack(layers).astype("float32"),
    positions=np.stack(positions).astype("float32"),
)

print("drift", 1 - 1 / np.sqrt(2))
for part in (1, 0.5, 0):
    s = np.array([1, 1, part, part, part])
    p = s[s > 0] / s.sum()
    square = s**2
    print("pooled", part, np.exp(-np.sum(p * np.log(p))), square.sum() ** 2 / np.sum(square**2))
