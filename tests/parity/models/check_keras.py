"""Loads what save_for_keras.ts has written with Keras, and compares the predictions.

    python check_keras.py <folder>             # Keras 3 reads .keras and .h5
    python check_keras.py <folder> --legacy    # tf_keras (Keras 2) reads .h5
"""

import glob
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np

folder, *options = sys.argv[1:]
legacy = "--legacy" in options
if legacy:
    import tf_keras as keras
else:
    import keras

bad = good = 0
for record_file in sorted(glob.glob(os.path.join(folder, "*.json"))):
    with open(record_file) as file:
        record = json.load(file)
    read = lambda e: np.array(e["data"], "float32").reshape(e["shape"])
    for ending in (".h5",) if legacy else (".keras", ".h5"):
        path = record_file.replace(".json", ending)
        try:
            model = keras.models.load_model(path)
            inputs = [read(e).astype(x.dtype if isinstance(x.dtype, str) else x.dtype.as_numpy_dtype)
                      for e, x in zip(record["inputs"], model.inputs)]
            outputs = model(inputs if len(inputs) > 1 else inputs[0], training=False)
            outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
            off = max(np.max(np.abs(np.asarray(o) - read(e)) / np.maximum(1, np.abs(read(e))))
                      for o, e in zip(outputs, record["outputs"], strict=True))
            ok = off < 1e-5
            message = f"differs by {off}"
        except Exception as error:
            ok, message = False, f"{type(error).__name__}: {str(error)[:600]}"
        good, bad = good + ok, bad + (not ok)
        if not ok:
            print(os.path.basename(path), message)
print(f"{good} files agree, {bad} do not (Keras {keras.__version__})")
sys.exit(bad > 0)
