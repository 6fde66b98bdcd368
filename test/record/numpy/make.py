"""Writes the arrays of this folder with numpy: a[i, j] = (3 i + j - 10) / 4 for 7 rows and 3 columns, exact in every type."""

from pathlib import Path

import numpy as np

here = Path(__file__).parent
quarters = (np.arange(21) - 10).reshape(7, 3)
a = quarters / 4

for name in ["float16", "float32", "float64"]:
    np.save(here / f"{name}.npy", a.astype(name))
np.save(here / "float32-fortran.npy", np.asfortranarray(a.astype("float32")))
np.save(here / "float64-fortran.npy", np.asfortranarray(a))
np.save(here / "float32-big-endian.npy", a.astype(">f4"))
np.save(here / "float64-big-endian.npy", a.astype(">f8"))
for name in ["int8", "int16", "int32", "int64", ">i4"]:
    np.save(here / f"{name.replace('>i4', 'int32-big-endian')}.npy", quarters.astype(name))
np.save(here / "labels.npy", np.arange(7) % 3)
np.save(here / "images.npy", a.astype("float32").reshape(7, 3, 1))
with open(here / "version-2.npy", "wb") as file:
    np.lib.format.write_array(file, a.astype("float32"), version=(2, 0))
arrays = dict(features=a.astype("float32"), doubles=a, fortran=np.asfortranarray(a), labels=np.arange(7) % 3)
np.savez(here / "stored.npz", **arrays)
np.savez_compressed(here / "deflated.npz", **arrays)
