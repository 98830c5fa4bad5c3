"""Makes keras_training.zip: models that Keras has trained for some steps, saved with their optimizers,
and the weights that it has after some steps more.

    python make_keras_training.py                   # with keras 3.15 on tensorflow 2.21
    python make_keras_training.py --check <folder>  # goes on with what train_for_keras.ts has trained

Entries: <name>.keras and <name>.h5 after 3 steps; <name>.json, the weights after 7, by layer. The batches
are made by batch() here and in keras_training.ts.
"""

import io
import json
import os
import sys
import tempfile
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py
import keras
import numpy as np
from keras import layers as L
from keras import optimizers as O
from keras.src.legacy.saving.legacy_h5_format import load_optimizer_weights_from_hdf5_group

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, MORE = 3, 4
S = O.schedules
CASES = {
    "sgd": lambda: O.SGD(0.1),
    "sgd_momentum": lambda: O.SGD(0.1, momentum=0.9),
    "sgd_nesterov": lambda: O.SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.1, clipvalue=0.5),
    "adam": lambda: O.Adam(0.03, beta_1=0.8),
    "adam_amsgrad": lambda: O.Adam(0.03, amsgrad=True, clipnorm=0.5),
    "adam_accumulation": lambda: O.Adam(0.03, gradient_accumulation_steps=2, global_clipnorm=1.0),
    "adamw": lambda: O.AdamW(0.03, weight_decay=0.2),
    "adamw_ema": lambda: O.AdamW(0.03, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5),
    "rmsprop": lambda: O.RMSprop(0.02),
    "rmsprop_centered": lambda: O.RMSprop(0.02, rho=0.8, momentum=0.7, centered=True),
    "adagrad": lambda: O.Adagrad(0.1, initial_accumulator_value=0.05),
    "adadelta": lambda: O.Adadelta(1.0),
    "adamax": lambda: O.Adamax(0.03),
    "nadam": lambda: O.Nadam(0.03),
    "lion": lambda: O.Lion(0.01, weight_decay=0.1),
    "lamb": lambda: O.Lamb(0.03),
    "adafactor": lambda: O.Adafactor(0.1),
    "muon": lambda: O.Muon(0.03),
    "cosine": lambda: O.Adam(S.CosineDecay(0.01, 8, alpha=0.1, warmup_target=0.05, warmup_steps=2)),
    "cosine_restarts": lambda: O.SGD(S.CosineDecayRestarts(0.1, 2, t_mul=1.5, m_mul=0.8), momentum=0.5),
    "exponential": lambda: O.AdamW(S.ExponentialDecay(0.05, 2, 0.7, staircase=True)),
    "inverse_time": lambda: O.RMSprop(S.InverseTimeDecay(0.05, 2, 0.7)),
    "polynomial": lambda: O.Nadam(S.PolynomialDecay(0.05, 6, power=2.0)),
    "piecewise": lambda: O.Lion(S.PiecewiseConstantDecay([2, 4], [0.05, 0.02, 0.01])),
}
# Keras cannot write these: several of their variables have one name.
NO_H5 = ("adafactor",)
# Keras 3.15 cannot read an .h5 with this: it is not in its list of optimizers.
NO_H5_AGAIN = ("lamb",)


def numbers(shape, seed):
    count = int(np.prod(shape))
    return (np.sin((np.arange(count) + 1) * 12.9898 * seed) * 2).astype("float32").reshape(shape)


def batch(step):
    return numbers((8, 4), step + 1), numbers((8, 2), step + 31)


def model():
    """Layers in another order than by name, one frozen, one in a model inside."""
    x = keras.Input((4,), name="x")
    first = L.Dense(3, activation="tanh", name="z_first")(x)
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="tanh", name="k"), L.Dense(2, name="b")], name="y_inner")
    frozen = L.Dense(2, activation="tanh", name="frozen")
    both = L.Concatenate(name="both")([inner(x), first, frozen(x)])
    made = keras.Model(x, L.Dense(2, name="a_last")(both), name="trained")
    frozen.trainable = False
    for i, v in enumerate(made.weights):
        v.assign(numbers(v.shape, i + 60) * 0.4)
    return made


def train(made, steps):
    for step in steps:
        made.train_on_batch(*batch(step))


def weights_of(made):
    return [[float(f"{v:.8g}") for v in np.asarray(w).ravel()] for w in made.weights]


def saved(made, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"model{suffix}")
        made.save(path)
        with open(path, "rb") as file:
            return file.read()


def make():
    path = os.path.join(HERE, "keras_training.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        def add(name, content):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)

        for name, optimizer in CASES.items():
            made = model()
            made.compile(optimizer(), loss="mse")
            train(made, range(STEPS))
            # Its files are zip files already, whose members are better packed here.
            add(f"{name}.keras", stored(saved(made, ".keras")))
            if name not in NO_H5:
                add(f"{name}.h5", saved(made, ".h5"))
            train(made, range(STEPS, STEPS + MORE))
            names = [w.path for w in made.weights]
            add(f"{name}.json", json.dumps({"names": names, "weights": weights_of(made)}))
    print(len(CASES), "optimizers,", os.path.getsize(path), "bytes")


def stored(content):
    """The same zip file without packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name), given.read(name), zipfile.ZIP_STORED)
    return out.getvalue()


def restore_h5(made, path):
    """What Keras 3.15 means to do, and fails at with its own files: it builds the optimizer for
    model._trainable_variables, which are those outside of layers (legacy_h5_format.py)."""
    optimizer = type(made.optimizer).from_config(made.optimizer.get_config())
    optimizer.build(made.trainable_variables)
    with h5py.File(path) as file:
        values = [np.array(value) for value in load_optimizer_weights_from_hdf5_group(file)]
    assert len(values) == len(optimizer.variables), path
    for variable, value in zip(optimizer.variables, values):
        variable.assign(value)
    made.compile(optimizer, loss=made.loss)


def check(folder):
    """<name>-<steps>.keras and .h5 go on to step 7, and must have its weights."""
    archive = zipfile.ZipFile(os.path.join(HERE, "keras_training.zip"))
    bad = good = 0
    for file in sorted(os.listdir(folder)):
        name, steps = file.rsplit(".", 1)[0].rsplit("-", 1)
        if file.endswith(".h5") and name in NO_H5_AGAIN:
            continue
        made = keras.models.load_model(os.path.join(folder, file))
        if file.endswith(".h5"):
            restore_h5(made, os.path.join(folder, file))
        if name.startswith("own_"):
            # Trained from the beginning there: Keras does the same from the beginning.
            wanted = model()
            wanted.compile(CASES[name[4:]](), loss="mse")
            train(wanted, range(STEPS + MORE))
            final = weights_of(wanted)
        else:
            final = json.loads(archive.read(f"{name}.json"))["weights"]
        assert int(made.optimizer._iterations.numpy()) == int(steps), file
        train(made, range(int(steps), STEPS + MORE))
        off = max(np.max(np.abs(np.array(a) - np.array(b))) for a, b in zip(weights_of(made), final, strict=True))
        ok = off < 5e-6
        good, bad = good + ok, bad + (not ok)
        if not ok:
            print(file, "differs by", off)
    print(f"{good} files agree, {bad} do not (Keras {keras.__version__})")
    sys.exit(bad > 0)


if "--check" in sys.argv:
    check(sys.argv[sys.argv.index("--check") + 1])
else:
    make()
