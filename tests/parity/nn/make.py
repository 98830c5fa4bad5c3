"""
Makes the numbers that ours are held against: those of PyTorch and Keras, in float64 where they can.

    pip install torch keras tensorflow-cpu numpy
    KERAS_BACKEND=tensorflow python tests/parity/nn/make.py

Writes golden.json beside this file. Inputs are numbers(shape, seed) below, which the test makes as well.
"""

import json
import math
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import torch
import torch.nn.functional as F


def numbers(shape, seed=1):
    count = math.prod(shape)
    values = np.sin((np.arange(count) + 1) * 12.9898 * seed) * 2
    return values.astype(np.float32).reshape(shape)


def tensor(shape, seed=1):
    return torch.tensor(numbers(shape, seed).astype(np.float64), requires_grad=True)


def case(name, library, inputs, output):
    """The result for the inputs of these shapes and seeds, and the gradients of sum(result * numbers)."""
    given = [tensor(*one) for one in inputs]
    result = output(*given)
    weights = torch.tensor(numbers(tuple(result.shape) or (1,), 7).astype(np.float64)).reshape(result.shape)
    gradients = torch.autograd.grad((result * weights).sum(), given)
    return {
        "name": name,
        "library": library,
        "inputs": [{"shape": list(one[0]), "seed": one[1]} for one in inputs],
        "shape": list(result.shape),
        "result": flat(result),
        "gradients": [flat(one) for one in gradients],
    }


def flat(values):
    return [round(float(value), 9) for value in np.asarray(values.detach()).reshape(-1)]


TORCH = f"PyTorch {torch.__version__}"
X = ((3, 4, 6), 1)
CLASSES = torch.tensor([[1, 0, 5, 3], [2, 2, 4, 0], [5, 1, 3, 3]])


def lstm(x, kernel, recurrent, bias, h, c):
    """torch.nn.LSTM with the same order of gates: input, forget, candidate, output."""
    units = recurrent.shape[0]
    weights = [kernel.T, recurrent.T, bias, torch.zeros_like(bias)]
    output, last, cell = torch._VF.lstm(
        x, (h[None], c[None]), weights, True, 1, 0.0, False, False, True
    )
    assert output.shape[-1] == units
    return torch.cat([output.reshape(-1), last.reshape(-1), cell.reshape(-1)])


def masked_attention(q, k, v):
    mask = torch.tensor([[True, False, True], [True, True, False]])
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


cases = [
    case("layerNorm", TORCH, [X, ((6,), 2), ((6,), 3)],
         lambda x, g, b: F.layer_norm(x, (6,), g, b, 1e-5)),
    case("layerNorm of two axes", TORCH, [X, ((4, 6), 2), ((4, 6), 3)],
         lambda x, g, b: F.layer_norm(x, (4, 6), g, b, 1e-3)),
    case("rmsNorm", TORCH, [X, ((6,), 2)], lambda x, g: F.rms_norm(x, (6,), g, 1e-6)),
    case("batchNorm", TORCH, [((5, 3), 1), ((3,), 2), ((3,), 3)],
         lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0.1, 1e-5)),
    case("batchNorm of axis 1", TORCH, [((2, 3, 2, 2), 1), ((3,), 2), ((3,), 3)],
         lambda x, g, b: F.batch_norm(x, None, None, g, b, True, 0.1, 1e-3)),
    case("gelu", TORCH, [X], lambda x: F.gelu(x)),
    case("gelu approximate", TORCH, [X], lambda x: F.gelu(x, approximate="tanh")),
    case("softmaxCrossEntropy", TORCH, [((4, 6), 1)],
         lambda x: F.cross_entropy(x, torch.softmax(torch.tensor(numbers((4, 6), 5).astype(np.float64)), -1))),
    case("softmaxCrossEntropy smoothed", TORCH, [((4, 6), 1)],
         lambda x: F.cross_entropy(x, CLASSES[0], label_smoothing=0.1)),
    case("sparseSoftmaxCrossEntropy", TORCH, [X],
         lambda x: F.cross_entropy(x.reshape(-1, 6), CLASSES.reshape(-1), ignore_index=3)),
    case("attention", TORCH, [((2, 2, 3, 4), 1), ((2, 2, 5, 4), 2), ((2, 2, 5, 3), 3)],
         lambda q, k, v: F.scaled_dot_product_attention(q, k, v)),
    case("attention causal", TORCH, [((2, 2, 4, 4), 1), ((2, 2, 4, 4), 2), ((2, 2, 4, 3), 3)],
         lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.7)),
    case("attention masked", TORCH, [((2, 2, 2, 4), 1), ((2, 2, 3, 4), 2), ((2, 2, 3, 3), 3)],
         masked_attention),
    case("embedding", TORCH, [((6, 3), 1)], lambda table: F.embedding(CLASSES, table)),
    case("lstm", TORCH,
         [((2, 4, 3), 1), ((3, 8), 2), ((2, 8), 3), ((8,), 4), ((2, 2), 5), ((2, 2), 6)], lstm),
]


def keras_lstm():
    """The layer itself, in float32, with weights set: the order of gates is that of its weights."""
    layer = keras.layers.LSTM(2, return_sequences=True, go_backwards=True)
    layer.build((2, 4, 3))
    layer.set_weights([numbers((3, 8), 2), numbers((2, 8), 3), numbers((8,), 4)])
    result = keras.ops.convert_to_numpy(layer(numbers((2, 4, 3), 1)))
    return {
        "name": "lstm backwards",
        "library": f"Keras {keras.__version__}",
        "inputs": [{"shape": [2, 4, 3], "seed": 1}, {"shape": [3, 8], "seed": 2},
                   {"shape": [2, 8], "seed": 3}, {"shape": [8], "seed": 4}],
        "shape": list(result.shape),
        "result": [round(float(value), 7) for value in result.reshape(-1)],
        "gradients": [],
    }


cases.append(keras_lstm())
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps(cases, separators=(",", ":")).replace('{"name"', '\n  {"name"') + "\n")
print(len(cases), "cases", path.stat().st_size, "bytes")
