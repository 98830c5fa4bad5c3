"""
Makes the events that our Trainer is held against: their order, and the steps they come at, as
transformers' Trainer tells them to a callback.

    pip install torch transformers accelerate
    python tests/parity/train/make_trainer_events.py

Writes trainer_events.json beside this file.
"""

import json
import pathlib
import tempfile

import torch
import transformers

EVENTS = [
    "on_init_end", "on_train_begin", "on_train_end", "on_epoch_begin", "on_epoch_end",
    "on_step_begin", "on_pre_optimizer_step", "on_optimizer_step", "on_substep_end", "on_step_end",
    "on_evaluate", "on_save", "on_log", "on_prediction_step",
]


class Rows(torch.utils.data.Dataset):
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return {"x": torch.tensor([float(index)]), "labels": torch.tensor([2.0 * index])}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def forward(self, x, labels=None):
        out = self.layer(x)
        return {"loss": torch.nn.functional.mse_loss(out, labels), "logits": out}


class Recorder(transformers.TrainerCallback):
    def __init__(self, told):
        for name in EVENTS:
            setattr(self, name, self.make(name, told))

    @staticmethod
    def make(name, told):
        def event(args, state, control, **kwargs):
            told.append(f"{name} {state.global_step}")
        return event


def record(**arguments):
    told = []
    with tempfile.TemporaryDirectory() as folder:
        args = transformers.TrainingArguments(
            output_dir=folder, report_to="none", disable_tqdm=True, use_cpu=True,
            per_device_train_batch_size=4, per_device_eval_batch_size=4, **arguments,
        )
        transformers.Trainer(
            model=Model(), args=args, train_dataset=Rows(18), eval_dataset=Rows(6),
            callbacks=[Recorder(told)],
        ).train()
    return told


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


CASES = [
    dict(num_train_epochs=2, logging_steps=2, eval_strategy="epoch", save_strategy="epoch"),
    dict(max_steps=4, logging_steps=3, logging_first_step=True, eval_strategy="steps", eval_steps=3,
         save_strategy="steps", save_steps=2, gradient_accumulation_steps=2),
    dict(num_train_epochs=1, gradient_accumulation_steps=4, eval_strategy="no", save_strategy="no",
         logging_strategy="epoch"),
]

cases = []
for case in CASES:
    told = [f"{camel(one.split()[0])} {one.split()[1]}" for one in record(**case)]
    cases.append({"args": {camel(key): value for key, value in case.items()}, "events": told})
out = {"transformers": transformers.__version__, "cases": cases}
path = pathlib.Path(__file__).with_name("trainer_events.json")
path.write_text(json.dumps(out, indent=1) + "\n")
