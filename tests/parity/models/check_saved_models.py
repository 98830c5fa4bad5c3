"""Runs what save_for_tensorflow.ts has written in TensorFlow, and compares the answers and the weights.

    python check_saved_models.py <folder>

Each model is loaded by tf.saved_model.load, by the loader of TensorFlow 1, and by
keras.layers.TFSMLayer where it has one input; its variables by tf.train.load_checkpoint; it is saved
again, and once shown by saved_model_cli.
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf

tf.get_logger().setLevel("ERROR")
folder = sys.argv[1]
bad = good = trained = 0


def read(entry):
    return np.array(entry["data"], entry["dtype"]).reshape(entry["shape"])


def compare(found, wanted):
    if set(found) != set(wanted):
        raise ValueError(f"outputs {sorted(found)}, wanted {sorted(wanted)}")
    for name, entry in wanted.items():
        value, expected = np.asarray(found[name]), read(entry)
        if value.shape != expected.shape or value.dtype != expected.dtype:
            raise ValueError(f"{name} is {value.dtype}{value.shape}, wanted {expected.dtype}{expected.shape}")
        np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-5)


def check(path, record):
    loaded = tf.saved_model.load(path)
    layer = keras.layers.TFSMLayer(path)
    shared = len(loaded.signatures["serving_default"].structured_input_signature[1]) == 1
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        graph = tf.compat.v1.saved_model.loader.load(session, ["serve"], path)
        signature = graph.signature_def["serving_default"]
        for case in record["cases"]:
            feeds = {signature.inputs[name].name: read(e) for name, e in case["inputs"].items()}
            fetches = {name: info.name for name, info in signature.outputs.items()}
            compare(session.run(fetches, feeds), case["outputs"])
    for case in record["cases"]:
        inputs = {name: tf.constant(read(e)) for name, e in case["inputs"].items()}
        compare(loaded.signatures["serving_default"](**inputs), case["outputs"])
        if shared:
            compare(layer(*inputs.values()), case["outputs"])
    checkpoint = tf.train.load_checkpoint(f"{path}/variables/variables")
    for name, entry in record["weights"].items():
        name = re.sub(r"[^\w./-]", "_", name)
        value = checkpoint.get_tensor(f"{name}/.ATTRIBUTES/VARIABLE_VALUE")
        np.testing.assert_array_equal(value, read(entry))
        if not any(v.name == f"{name}:0" for v in loaded.variables):
            raise ValueError(f"no variable {name}")
    with tempfile.TemporaryDirectory() as again:
        tf.saved_model.save(loaded, again, signatures=dict(loaded.signatures.items()))
        case = record["cases"][0]
        inputs = {name: tf.constant(read(e)) for name, e in case["inputs"].items()}
        compare(tf.saved_model.load(again).signatures["serving_default"](**inputs), case["outputs"])
    return loaded, inputs


def has_gradients(loaded, inputs):
    """Whether Python finds the way back; it knows its own loops only."""
    try:
        with tf.GradientTape() as tape:
            outputs = loaded.signatures["serving_default"](**inputs)
            loss = sum(tf.reduce_sum(tf.cast(one, "float32") ** 2) for one in outputs.values())
        return any(one is not None for one in tape.gradient(loss, loaded.trainable_variables))
    except (TypeError, LookupError, ValueError):
        return False


without = []
records = sorted(glob.glob(os.path.join(folder, "*.json")))
for record_file in records:
    with open(record_file) as file:
        record = json.load(file)
    try:
        loaded, inputs = check(os.path.join(folder, record["name"]), record)
        good += 1
        if loaded.trainable_variables:
            if has_gradients(loaded, inputs):
                trained += 1
            else:
                without.append(record["name"])
    except Exception as error:
        bad += 1
        print(record["name"], f"{type(error).__name__}: {str(error)[:600]}")

command = os.path.join(os.path.dirname(sys.executable), "saved_model_cli")
model = os.path.join(folder, "mnist_cnn")
shown = subprocess.run([command, "show", "--dir", model, "--all"], capture_output=True, text=True)
if "tensorflow/serving/predict" not in shown.stdout:
    bad += 1
    print("saved_model_cli shows no signature to serve:", shown.stderr[-600:])
print(f"{good} models agree, {bad} do not (TensorFlow {tf.__version__}, Keras {keras.__version__})")
print(f"{trained} have gradients in Python, without: {', '.join(without) or 'none'}")
sys.exit(bad > 0)
