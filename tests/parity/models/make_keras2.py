"""Makes keras2.zip: models saved by Keras 2, with inputs and predictions, as make_keras.py does.

    python make_keras2.py       # with tf_keras 2.21 (Keras 2's own code) on tensorflow 2.21
"""

import json
import os
import tempfile
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np
import tf_keras as keras

L = keras.layers
HERE = os.path.dirname(os.path.abspath(__file__))
R = np.random.default_rng(11)

cnn = keras.Sequential([L.Conv2D(3, 3, activation="relu", input_shape=(6, 6, 1)), L.BatchNormalization(),
                        L.DepthwiseConv2D(2), L.Flatten(), L.LeakyReLU(0.2), L.Dense(2)], name="cnn")
rnn = keras.Sequential([L.Input((5, 3)), L.LSTM(3, recurrent_activation="hard_sigmoid", return_sequences=True),
                        L.Bidirectional(L.GRU(2, reset_after=False)), L.Dense(1, activation="swish")], name="rnn")
a = L.Input((4,), name="a")
b = L.Input((4,), name="b")
inner_in = L.Input((4,))
inner = keras.Model(inner_in, L.BatchNormalization()(L.Dense(4)(inner_in)), name="inner")
graph = keras.Model([a, b], [L.Concatenate()([inner(a), inner(b)]), L.Add()([a, b])], name="graph")


def entry(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": [float(f"{v:.7g}") for v in array.ravel()]}


with zipfile.ZipFile(os.path.join(HERE, "keras2.zip"), "w") as archive, tempfile.TemporaryDirectory() as folder:
    for model in (cnn, rnn, graph):
        for v in model.variables:
            value = R.normal(0, 0.5, v.shape)
            v.assign(np.abs(value) + 0.5 if "variance" in v.name else value)
        inputs = [R.normal(0, 1, [2, *x.shape[1:]]).astype("float32") for x in model.inputs]
        outputs = model(inputs if len(inputs) > 1 else inputs[0], training=False)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        record = {"inputs": [entry(i) for i in inputs], "outputs": [entry(o) for o in outputs]}
        files = {f"{model.name}.json": json.dumps(record).encode()}
        for ending in (".h5", ".keras"):
            path = os.path.join(folder, "model" + ending)
            model.save(path)
            with open(path, "rb") as file:
                files[model.name + ending] = file.read()
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
