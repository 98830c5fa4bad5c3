"""
Writes losses.json: what Keras, PyTorch and transformers make of small batches, with the gradients.

    pip install torch keras tensorflow-cpu transformers numpy
    KERAS_BACKEND=tensorflow python tests/parity/nn/make_losses.py
"""

import json
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf
import torch
from transformers.loss.loss_utils import ForCausalLMLoss
from transformers.trainer_pt_utils import LabelSmoother

rng = np.random.default_rng(7)


def rounded(array, digits=4):
    return np.round(np.asarray(array, np.float64), digits).astype(np.float32)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


logits = rounded(rng.normal(size=(4, 5)) * 2)
soft = rounded(softmax(rng.normal(size=(4, 5)) * 2))
share = rounded(rng.uniform(0.01, 0.99, size=(4, 5)))
values = rounded(rng.normal(size=(4, 5)) * 2)
positive = rounded(rng.uniform(0.1, 5, size=(4, 5)))
truth = rounded(rng.normal(size=(4, 5)) * 2)
counts = rng.integers(0, 6, size=(4, 5))
binary = rng.integers(0, 2, size=(4, 5))
classes = np.array([3, 0, 4, 0])
onehot = np.eye(5)[classes]
weights = np.array([1, 0.5, 2, 0.25], np.float32)
texts = rng.integers(0, 5, size=(2, 4))
textlogits = rounded(rng.normal(size=(2, 4, 5)))
padded = texts.copy()
padded[0, 3] = padded[1, 1] = -100
unit = rng.normal(size=(6, 3))
unit = rounded(unit / np.linalg.norm(unit, axis=-1, keepdims=True), 6)
spelled = np.array([[1, 1, 3], [2, 0, 0], [4, 2, 0]])
steps = rounded(rng.normal(size=(3, 7, 5)))
L = keras.losses
cases = []


def flat(array, digits=7):
    return [float(f"{v:.{digits}g}") for v in np.asarray(array, np.float64).reshape(-1)]


def add(name, ours, library, targets, outputs, result, gradient, options=None, sample=None):
    cases.append({
        "name": name, "loss": ours, "library": library, "options": options or {},
        "targets": {"shape": list(targets.shape), "data": flat(targets),
                    "dtype": "int32" if targets.dtype.kind in "iu" else "float32"},
        "outputs": {"shape": list(outputs.shape), "data": flat(outputs, 9)},
        **({"sampleWeights": flat(sample)} if sample is not None else {}),
        "shape": list(np.shape(result)), "result": flat(result), "gradient": flat(gradient),
    })


def with_keras(name, ours, make, targets, outputs, options=None, reductions=("mean", "none"), sample=None):
    names = {"mean": "sum_over_batch_size", "weightedMean": "mean_with_sample_weight", "sum": "sum", "none": None}
    for reduction in reductions:
        loss = make(reduction=names[reduction])
        x = tf.constant(outputs, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = loss(tf.constant(targets), x, sample_weight=sample)
        gradient = tape.gradient(value, x)
        add(f"{name}, {reduction}", ours, f"Keras {keras.__version__}", targets, outputs, value.numpy(),
            np.asarray(gradient), {**(options or {}), "reduction": reduction}, sample)


ALL = ("mean", "weightedMean", "sum", "none")
f = np.float32
with_keras("mean squared error", "meanSquaredError", L.MeanSquaredError, truth, values)
with_keras("mean squared error with weights", "meanSquaredError", L.MeanSquaredError, truth, values, None, ALL, weights)
with_keras("mean absolute error", "meanAbsoluteError", L.MeanAbsoluteError, truth, values)
with_keras("mean absolute percentage error", "meanAbsolutePercentageError", L.MeanAbsolutePercentageError, truth, values)
with_keras("mean squared logarithmic error", "meanSquaredLogarithmicError", L.MeanSquaredLogarithmicError, f(counts), positive)
with_keras("log cosh", "logCosh", L.LogCosh, truth, values)
with_keras("huber", "huber", L.Huber, truth, values)
with_keras("huber of 2.5", "huber", lambda **k: L.Huber(delta=2.5, **k), truth, values, {"delta": 2.5}, ("mean",))
with_keras("hinge of 0 and 1", "hinge", L.Hinge, f(binary), values)
with_keras("hinge of -1 and 1", "hinge", L.Hinge, f(2 * binary - 1), values, None, ("mean",))
with_keras("squared hinge", "squaredHinge", L.SquaredHinge, f(binary), values)
with_keras("categorical hinge", "categoricalHinge", L.CategoricalHinge, f(onehot), values)
with_keras("KL divergence", "klDivergence", L.KLDivergence, softmax(truth).round(4).astype(f), soft)
with_keras("KL divergence of one-hot rows", "klDivergence", L.KLDivergence, f(onehot), soft, None, ("mean",))
with_keras("poisson", "poisson", L.Poisson, f(counts), positive)
with_keras("cosine similarity", "cosineSimilarity", L.CosineSimilarity, truth, values)
with_keras("binary crossentropy", "binaryCrossentropy", L.BinaryCrossentropy, f(binary), share)
with_keras("binary crossentropy at 0 and 1", "binaryCrossentropy", L.BinaryCrossentropy, f([[1, 0], [0, 1]]), f([[0, 1], [0, 1]]), None, ("none",))
for smoothing in (0, 0.2):
    o = {"fromLogits": True, "labelSmoothing": smoothing}
    with_keras(f"binary crossentropy of logits, smoothed {smoothing}", "binaryCrossentropy",
               lambda **k: L.BinaryCrossentropy(from_logits=True, label_smoothing=smoothing, **k), f(binary), logits, o, ALL, weights)
    with_keras(f"categorical crossentropy of logits, smoothed {smoothing}", "categoricalCrossentropy",
               lambda **k: L.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing, **k), f(onehot), logits, o, ALL, weights)
    o = {"labelSmoothing": smoothing}
    with_keras(f"categorical crossentropy, smoothed {smoothing}", "categoricalCrossentropy",
               lambda **k: L.CategoricalCrossentropy(label_smoothing=smoothing, **k), f(onehot), share, o)
with_keras("binary focal crossentropy", "binaryFocalCrossentropy", L.BinaryFocalCrossentropy, f(binary), share)
with_keras("binary focal crossentropy of logits, balanced", "binaryFocalCrossentropy",
           lambda **k: L.BinaryFocalCrossentropy(True, 0.3, 1.5, True, 0.1, **k), f(binary), logits,
           {"applyClassBalancing": True, "alpha": 0.3, "gamma": 1.5, "fromLogits": True, "labelSmoothing": 0.1})
with_keras("categorical focal crossentropy", "categoricalFocalCrossentropy", L.CategoricalFocalCrossentropy, f(onehot), soft)
with_keras("categorical focal crossentropy of logits", "categoricalFocalCrossentropy",
           lambda **k: L.CategoricalFocalCrossentropy(0.5, 1, True, 0.1, **k), f(onehot), logits,
           {"alpha": 0.5, "gamma": 1, "fromLogits": True, "labelSmoothing": 0.1})
with_keras("sparse categorical crossentropy of logits", "sparseCategoricalCrossentropy",
           lambda **k: L.SparseCategoricalCrossentropy(from_logits=True, **k), classes, logits, {"fromLogits": True}, ALL, weights)
with_keras("sparse categorical crossentropy", "sparseCategoricalCrossentropy", L.SparseCategoricalCrossentropy, classes, soft, {"fromLogits": False})
with_keras("sparse categorical crossentropy ignoring 0", "sparseCategoricalCrossentropy",
           lambda **k: L.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0, **k), classes, logits,
           {"ignoreClass": 0}, ALL, weights)
with_keras("generalized cross entropy", "categoricalGeneralizedCrossEntropy",
           lambda **k: L.CategoricalGeneralizedCrossEntropy(q=0.7, **k), classes, soft, {"q": 0.7})
with_keras("dice", "dice", L.Dice, f(binary), share, None, ("mean",))
with_keras("dice of each row", "dice", lambda **k: L.Dice(axis=-1, **k), f(binary), share, {"axis": -1})
with_keras("tversky", "tversky", lambda **k: L.Tversky(0.3, 0.7, **k), f(binary), share, {"alpha": 0.3, "beta": 0.7}, ("mean",))
with_keras("tversky of each row", "tversky", lambda **k: L.Tversky(0.3, 0.7, axis=(1,), **k), f(binary), share,
           {"alpha": 0.3, "beta": 0.7, "axis": 1})
with_keras("circle", "circle", lambda **k: L.Circle(gamma=8, **k), np.array([0, 0, 1, 1, 2, 1]), unit, {"gamma": 8})
with_keras("CTC", "ctc", L.CTC, spelled, steps)


def with_torch(name, ours, library, targets, outputs, loss, options=None):
    x = torch.tensor(outputs, dtype=torch.float64, requires_grad=True)
    value = loss(x, torch.tensor(targets))
    value.backward()
    add(name, ours, library, targets, outputs, value.detach().numpy(), x.grad.numpy(), options)


import transformers

HF = f"transformers {transformers.__version__}"
T = f"PyTorch {torch.__version__}"


class Double(torch.Tensor):
    pass


with_torch("causal language model", "causalLanguageModelLoss", HF, padded, textlogits,
           lambda x, y: ForCausalLMLoss(x, y, 5))
with_torch("causal language model over a window", "causalLanguageModelLoss", HF, padded, textlogits,
           lambda x, y: ForCausalLMLoss(x, y, 5, num_items_in_batch=11), {"numItems": 11})
with_torch("label smoother", "labelSmoothedCrossEntropy", HF, padded, textlogits,
           lambda x, y: LabelSmoother()({"logits": x}, y))
with_torch("label smoother, shifted", "labelSmoothedCrossEntropy", HF, padded, textlogits,
           lambda x, y: LabelSmoother(epsilon=0.3)({"logits": x}, y, shift_labels=True), {"epsilon": 0.3, "shift": True})
with_torch("CTC of PyTorch", "ctc", T, spelled, steps,
           lambda x, y: torch.nn.functional.ctc_loss(torch.log_softmax(x, -1).transpose(0, 1), y, torch.full((3,), 7),
                                                     torch.tensor([3, 1, 2]), reduction="none").sum(), {"reduction": "sum"})
with_torch("huber of PyTorch", "huber", T, truth, values, lambda x, y: torch.nn.functional.huber_loss(x, y.double()))
with_torch("binary cross entropy of PyTorch", "binaryCrossentropy", T, f(binary), logits,
           lambda x, y: torch.nn.functional.binary_cross_entropy_with_logits(x, y.double()), {"fromLogits": True})
with_torch("cross entropy of PyTorch ignoring 0", "sparseCategoricalCrossentropy", T, classes, logits,
           lambda x, y: torch.nn.functional.cross_entropy(x, y, ignore_index=0), {"ignoreClass": 0})

path = Path(__file__).with_name("losses.json")
path.write_text(json.dumps(cases, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
print(len(cases), "cases", path.stat().st_size, "bytes")
