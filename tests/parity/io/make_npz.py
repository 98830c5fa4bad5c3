"""Writes example.npz with NumPy: each type, both orders, both byte orders, and what is refused.

python make_npz.py    (needs: pip install numpy)
"""
from pathlib import Path

import numpy as np

arrays = {
    dtype: np.array([[0, 1, 2], [3, 4, 5]], dtype=dtype)
    for dtype in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
}
arrays["bool"] = np.array([True, False])
arrays["big"] = np.array([1.5, -2], dtype=">f8")
arrays["big_int"] = np.array([1, -2], dtype=">i4")
arrays["fortran"] = np.asfortranarray(np.arange(24, dtype="i4").reshape(2, 3, 4))
arrays["scalar"] = np.float32(7)
arrays["empty"] = np.zeros((0, 3), dtype="f4")
arrays["vector"] = np.arange(3, dtype="i8")
folder = Path(__file__).parent
np.savez_compressed(folder / "example.npz", **arrays)
np.savez_compressed(
    folder / "refused.npz",
    text=np.array(["a"]),
    complex=np.array([1j]),
    record=np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")]),
    object=np.array([None]),
)
