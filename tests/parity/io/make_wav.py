"""Writes wav.json: small WAV files by SciPy, and what SciPy reads and resamples.

python make_wav.py    (needs: pip install scipy numpy)
"""
import base64
import io
import json
from pathlib import Path

import numpy as np
from scipy.io import wavfile

rng = np.random.default_rng(2)
wave = np.stack([np.sin(np.arange(64) / 5), rng.uniform(-1, 1, 64)], 1)
files = []
for name, dtype, scale, offset in [
    ("u8", "uint8", 127, 128),
    ("i16", "int16", 32767, 0),
    ("i32", "int32", 2147483647, 0),
    ("f32", "float32", 1, 0),
    ("f64", "float64", 1, 0),
]:
    data = (wave * scale + offset).astype(dtype)
    file = io.BytesIO()
    wavfile.write(file, 8000, data)
    if dtype == "uint8":
        values = (data.astype(np.float64) - 128) / 128
    elif dtype.startswith("int"):
        values = data / (scale + 1.0)
    else:
        values = data
    files.append({
        "name": name,
        "bytes": base64.b64encode(file.getvalue()).decode(),
        "values": np.asarray(values, np.float64).ravel().tolist(),
    })
Path(__file__).with_name("wav.json").write_text(
    json.dumps(files, separators=(",", ":")) + "\n", encoding="utf-8")
