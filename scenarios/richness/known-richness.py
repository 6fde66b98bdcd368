"""Writes known-richness.npz: features whose richness is known in closed form. Made data, no network was trained.

300 rows of 6 balanced classes, 16 features. 5 features of the trained network are the classes, orthonormal and of variance 1, with
noise of variance 0.04 within the classes; 11 more, of deviation 0.9 * 0.8^j, know nothing of them. All parts are made exactly
orthogonal over these rows, turned at random, and shifted. The outputs are the classes; the initial features are noise.
"""

from pathlib import Path

import numpy as np

rng = np.random.default_rng(41)
n, classes, more = 300, 6, 11
noise = 0.2
labels = rng.permutation(np.arange(n) % classes)
onehot = np.eye(classes)[labels]

basis, _ = np.linalg.qr(np.hstack([np.ones((n, 1)), onehot[:, :-1], rng.normal(size=(n, classes - 1 + more))]))
constant, between, within, rest = np.split(basis, [1, classes, 2 * classes - 1], axis=1)
deviations = 0.9 * 0.8 ** np.arange(more)
parts = np.sqrt(n) * np.hstack([between + noise * within, rest * deviations])
rotation, _ = np.linalg.qr(rng.normal(size=(16, 16)))
features = parts @ rotation + rng.normal(size=16)
outputs = 5 * onehot + rng.normal(size=classes)
initial = rng.normal(size=(n, 16)) @ rng.normal(size=(16, 16))

arrays = dict(features=features, outputs=outputs, initial=initial)
np.savez(
    Path(__file__).with_suffix(".npz"),
    labels=labels.astype("int16"),
    **{name: array.astype("float32") for name, array in arrays.items()},
)

kernel = np.sqrt((classes - 1) * (1 + noise**2) ** 2 + np.sum(deviations**4))
print("D_LR", 1 - (classes - 1) / (kernel * np.sqrt(classes - 1)))
print("NC1", (classes - 1) * noise**2 / classes)
centred = features - features.mean(0)
eigenvalues = np.linalg.eigvalsh(centred.T @ centred / n)[::-1]
print("eigenvalues", eigenvalues)
