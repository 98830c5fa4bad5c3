"""
Makes the numbers that our optimizers are held against: those of Keras and PyTorch, in float64.

    pip install torch keras numpy
    python tests/parity/optim/make_optimizers.py

Writes optimizers.json beside this file: the weights after the first and the last of 20 steps. The test
makes the same problem: numbers(), SHAPES and gradient() below.
"""

import json
import math
import os
import pathlib

# With TensorFlow under it, Keras rounds numbers of Python to float32 whatever its floatx.
os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch

keras.config.set_floatx("float64")

STEPS = 20
SHAPES = {
    "dense_kernel": (4, 3),
    "dense_bias": (3,),
    "embedding_table": (5, 2),
    "conv_kernel": (2, 1, 2, 3),
}


def numbers(shape, seed):
    count = math.prod(shape)
    values = np.sin((np.arange(count) + 1) * 12.9898 * seed) * 2
    return values.astype(np.float32).astype(np.float64).reshape(shape)


def gradient(weight, place, step):
    """Pulls a weight half way to a place of its own, with noise that differs from step to step."""
    target = numbers(weight.shape, place + 11)
    return (weight - target) * 0.5 + 0.3 * numbers(weight.shape, place + 20 + 5 * step)


def rounded(weights):
    return [[float(f"{value:.9g}") for value in weight.flatten()] for weight in weights]


def course(weights, step):
    """Weights after the first and the last step; step(gradients) makes one."""
    kept = []
    for i in range(STEPS):
        now = weights()
        step([gradient(weight, place, i) for place, weight in enumerate(now)])
        if i in (0, STEPS - 1):
            kept.append(rounded(weights()))
    return kept


def of_keras(name, options, ours=None, excluded=True, finish=False):
    variables = [
        keras.Variable(numbers(shape, place + 1), name=key, dtype="float64")
        for place, (key, shape) in enumerate(SHAPES.items())
    ]
    optimizer = getattr(keras.optimizers, name)(**options)
    if excluded and (options.get("weight_decay") or name in ("AdamW", "Muon")):
        optimizer.exclude_from_weight_decay(var_names=["bias"])
    kept = course(
        lambda: [keras.ops.convert_to_numpy(variable) for variable in variables],
        lambda gradients: optimizer.apply(
            [keras.ops.convert_to_tensor(one) for one in gradients], variables
        ),
    )
    if finish:
        optimizer.finalize_variable_values(variables)
        kept.append(rounded([keras.ops.convert_to_numpy(variable) for variable in variables]))
    return kept


def of_torch(make, schedule=None, only=None):
    parameters = [
        torch.nn.Parameter(torch.tensor(numbers(shape, place + 1)))
        for place, (key, shape) in enumerate(SHAPES.items())
        if only is None or key in only
    ]
    optimizer = make(parameters)
    scheduler = schedule and torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)

    def step(gradients):
        for parameter, one in zip(parameters, gradients):
            parameter.grad = torch.tensor(one)
        optimizer.step()
        if scheduler:
            scheduler.step()

    return course(lambda: [one.detach().numpy().copy() for one in parameters], step)


cosine = keras.optimizers.schedules.CosineDecay(0.1, 15, alpha=0.1)

KERAS = {
    "sgd": ("SGD", dict(learning_rate=0.1)),
    "sgd momentum": ("SGD", dict(learning_rate=0.1, momentum=0.9)),
    "sgd nesterov, decay": (
        "SGD",
        dict(learning_rate=0.1, momentum=0.9, nesterov=True, weight_decay=0.05),
    ),
    "sgd momentum, cosine": ("SGD", dict(learning_rate=cosine, momentum=0.9)),
    "rmsprop": ("RMSprop", dict(learning_rate=0.05)),
    "rmsprop centered, momentum": (
        "RMSprop",
        dict(learning_rate=0.02, centered=True, momentum=0.8, rho=0.8),
    ),
    "adagrad": ("Adagrad", dict(learning_rate=0.2)),
    "adadelta": ("Adadelta", dict(learning_rate=1.0)),
    "adam": ("Adam", dict(learning_rate=0.05)),
    "adam amsgrad, decay": ("Adam", dict(learning_rate=0.05, amsgrad=True, weight_decay=0.1)),
    "adam cosine": ("Adam", dict(learning_rate=cosine)),
    "adam clipNorm": ("Adam", dict(learning_rate=0.05, clipnorm=0.8)),
    "sgd clipNorm": ("SGD", dict(learning_rate=0.1, clipnorm=0.8)),
    "sgd globalClipNorm": ("SGD", dict(learning_rate=0.1, global_clipnorm=1.5)),
    "sgd clipValue": ("SGD", dict(learning_rate=0.1, clipvalue=0.3)),
    "sgd momentum, accumulation": (
        "SGD",
        dict(learning_rate=0.1, momentum=0.9, gradient_accumulation_steps=4),
    ),
    "adamW accumulation": ("AdamW", dict(learning_rate=0.05, gradient_accumulation_steps=3)),
    "adamW": ("AdamW", dict(learning_rate=0.05)),
    "adamW ema": ("AdamW", dict(learning_rate=0.05, use_ema=True, ema_momentum=0.9)),
    "adamW ema overwrites": (
        "AdamW",
        dict(learning_rate=0.05, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=7),
    ),
    "nadam": ("Nadam", dict(learning_rate=0.05)),
    "adamax": ("Adamax", dict(learning_rate=0.05)),
    "adafactor": ("Adafactor", dict(learning_rate=0.5)),
    "adafactor decay": ("Adafactor", dict(learning_rate=0.1, weight_decay=0.1)),
    "lion": ("Lion", dict(learning_rate=0.02, weight_decay=0.1)),
    "lamb": ("Lamb", dict(learning_rate=0.02)),
    "muon": ("Muon", dict(learning_rate=0.05)),
    "muon plain": (
        "Muon",
        dict(learning_rate=0.05, rms_rate=None, nesterov=False, exclude_layers=["dense"]),
    ),
}


def falling(step):
    return 1 - step / 30


TORCH = {
    "torch sgd momentum, falling": lambda: of_torch(
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), falling
    ),
    "torch sgd nesterov, l2, falling": lambda: of_torch(
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05), falling
    ),
    "torch adam, l2": lambda: of_torch(lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.1)),
    "torch adam amsgrad": lambda: of_torch(
        lambda p: torch.optim.Adam(p, lr=0.05, amsgrad=True, eps=1e-3)
    ),
    "torch adamW": lambda: of_torch(lambda p: torch.optim.AdamW(p, lr=0.05, eps=1e-3)),
    "torch adamax": lambda: of_torch(lambda p: torch.optim.Adamax(p, lr=0.05)),
    "torch muon": lambda: of_torch(
        lambda p: torch.optim.Muon(p, lr=0.05, adjust_lr_fn="match_rms_adamw"),
        only=("dense_kernel", "embedding_table"),
    ),
}


def main():
    cases = []
    for name, (optimizer, options) in KERAS.items():
        finish = options.get("use_ema", False) and "ema_overwrite_frequency" not in options
        courses = of_keras(optimizer, options, finish=finish)
        cases.append({"name": name, "library": f"Keras {keras.__version__}", "weights": courses})
    for name, run in TORCH.items():
        cases.append({"name": name, "library": f"PyTorch {torch.__version__}", "weights": run()})
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    path = pathlib.Path(__file__).with_name("optimizers.json")
    path.write_text(f"[\n{lines}\n]\n")


main()
