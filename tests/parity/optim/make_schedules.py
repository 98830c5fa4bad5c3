"""
Makes the numbers that our schedules are held against: 200 steps of Keras' and transformers', in float64.

    pip install torch keras transformers numpy
    python tests/parity/optim/make_schedules.py

Writes schedules.json beside this file. What each is made from stands in it as ours takes it.
"""

import json
import os
import pathlib

# With TensorFlow under it, Keras rounds numbers of Python to float32 whatever its floatx.
os.environ["KERAS_BACKEND"] = "torch"

import keras
import torch
import transformers
from transformers.optimization import get_scheduler

keras.config.set_floatx("float64")
schedules = keras.optimizers.schedules
STEPS = 200
RATE = 0.3


def camel(options):
    def one(key):
        first, *rest = key.split("_")
        return first + "".join(part.capitalize() for part in rest)

    return {one(key): value for key, value in options.items()}


KERAS = [
    ("ExponentialDecay", dict(initial_learning_rate=0.1, decay_steps=30, decay_rate=0.7)),
    (
        "ExponentialDecay",
        dict(initial_learning_rate=0.1, decay_steps=30, decay_rate=0.7, staircase=True),
    ),
    ("InverseTimeDecay", dict(initial_learning_rate=0.1, decay_steps=7, decay_rate=0.5)),
    (
        "InverseTimeDecay",
        dict(initial_learning_rate=0.1, decay_steps=7, decay_rate=0.5, staircase=True),
    ),
    ("PiecewiseConstantDecay", dict(boundaries=[20, 50, 130], values=[1.0, 0.5, 0.1, 0.01])),
    ("PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=120, power=2.0)),
    (
        "PolynomialDecay",
        dict(initial_learning_rate=0.1, decay_steps=45, end_learning_rate=0.01, power=0.5, cycle=True),
    ),
    ("CosineDecay", dict(initial_learning_rate=0.1, decay_steps=150, alpha=0.05)),
    (
        "CosineDecay",
        dict(
            initial_learning_rate=0.01,
            decay_steps=120,
            alpha=0.1,
            warmup_target=0.2,
            warmup_steps=30,
        ),
    ),
    ("CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=23)),
    (
        "CosineDecayRestarts",
        dict(initial_learning_rate=0.1, first_decay_steps=40, t_mul=1.0, m_mul=0.8, alpha=0.1),
    ),
    (
        "CosineDecayRestarts",
        dict(initial_learning_rate=0.1, first_decay_steps=17, t_mul=1.5, m_mul=0.9, alpha=0.01),
    ),
]

# transformers' name, ours, steps of warm-up, further options
HUGGING_FACE = [
    ("constant", "constant", None, {}),
    ("constant_with_warmup", "constantWithWarmup", 20, {}),
    ("linear", "linear", 20, {}),
    ("linear", "linear", 0, {}),
    ("cosine", "cosine", 20, {}),
    ("cosine", "cosine", 10, dict(num_cycles=1.25)),
    ("cosine_with_restarts", "cosineWithRestarts", 20, dict(num_cycles=3)),
    ("polynomial", "polynomial", 20, dict(lr_end=0.001, power=2.0)),
    ("inverse_sqrt", "inverseSqrt", 20, {}),
    ("inverse_sqrt", "inverseSqrt", 0, dict(timescale=50)),
    ("cosine_with_min_lr", "cosineWithMinLr", 20, dict(min_lr=0.02)),
    ("cosine_with_min_lr", "cosineWithMinLr", 20, dict(min_lr_rate=0.2)),
    ("cosine_warmup_with_min_lr", "cosineWarmupWithMinLr", 20, dict(min_lr_rate=0.2)),
    (
        "cosine_warmup_with_min_lr",
        "cosineWarmupWithMinLr",
        20,
        dict(min_lr=0.02, warmup_lr_rate=0.1),
    ),
    ("warmup_stable_decay", "warmupStableDecay", 20, dict(num_decay_steps=50)),
    (
        "warmup_stable_decay",
        "warmupStableDecay",
        20,
        dict(num_decay_steps=50, warmup_type="cosine", decay_type="1-sqrt", min_lr_ratio=0.1),
    ),
    (
        "warmup_stable_decay",
        "warmupStableDecay",
        20,
        dict(num_decay_steps=50, warmup_type="1-sqrt", decay_type="linear", min_lr_ratio=0.05),
    ),
]

OURS = {
    "num_cycles": "cycles",
    "lr_end": "endLearningRate",
    "num_decay_steps": "decaySteps",
}
ENDLESS = ("constant", "constant_with_warmup", "inverse_sqrt")
END = 180


def of_keras(name, options):
    schedule = getattr(schedules, name)(**options)
    return {
        "library": f"Keras {keras.__version__}",
        "name": name[0].lower() + name[1:],
        "config": camel(options),
        "values": [float(schedule(step)) for step in range(STEPS)],
    }


def of_transformers(theirs, name, warmup, options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = get_scheduler(theirs, optimizer, warmup, END, options)
    values = []
    for _ in range(STEPS):
        values.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    config = {"learningRate": RATE}
    if warmup is not None:
        config["warmupSteps"] = warmup
    if theirs not in ENDLESS:
        config["trainingSteps"] = END
    for key, value in options.items():
        config[OURS.get(key) or next(iter(camel({key: value})))] = value
    return {
        "library": f"transformers {transformers.__version__}",
        "name": name,
        "config": config,
        "values": values,
    }


def plateau(options):
    """Rates of PyTorch's ReduceLROnPlateau, which is transformers' reduce_lr_on_plateau."""
    measures = [3.0, 2.5, 2.5, 2.4999, 2.6, 2.0, 2.1, 2.1, 2.05, 2.2, 2.3, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    values = []
    for measure in measures:
        scheduler.step(measure)
        values.append(optimizer.param_groups[0]["lr"])
    config = {"learningRate": RATE, **camel(options)}
    return {"config": config, "measures": measures, "values": values}


def main():
    cases = [of_keras(*case) for case in KERAS] + [of_transformers(*case) for case in HUGGING_FACE]
    plateaus = [
        plateau(dict(patience=1)),
        plateau(dict(patience=2, factor=0.5, cooldown=2, threshold=0.1)),
        plateau(dict(patience=0, factor=0.5, mode="max", threshold_mode="abs", min_lr=0.1)),
    ]
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    more = ",\n".join("    " + json.dumps(case) for case in plateaus)
    path = pathlib.Path(__file__).with_name("schedules.json")
    path.write_text(f'{{\n  "schedules": [\n{lines}\n  ],\n  "plateaus": [\n{more}\n  ]\n}}\n')


main()
