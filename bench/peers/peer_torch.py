"""PyTorch's side of the benchmark: eager and torch.compile, all settings at their defaults."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from serve import serve
from shapes import *


class Block(nn.Module):
    def __init__(self, width, head_count):
        super().__init__()
        self.head_count = head_count
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape

        def heads(t):
            return t.view(batch, length, self.head_count, -1).transpose(1, 2)

        q, k, v = self.qkv(self.norm1(x)).split(width, -1)
        attended = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), is_causal=True)
        x = x + self.out(attended.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width = shape.width
        self.tokens = nn.Embedding(shape.vocabulary, width)
        self.positions = nn.Parameter(torch.randn(shape.length, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, shape.heads) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions
        for block in self.blocks:
            x = block(x)
        return (self.norm(x) @ self.tokens.weight.T).flatten(0, 1)


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(LSTM_FEATURES, LSTM_UNITS, batch_first=True)
        self.head = nn.Linear(LSTM_UNITS, CLASSES)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def cnn_model():
    a, b, c = CNN_FILTERS
    return nn.Sequential(
        nn.Conv2d(1, a, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(a, b, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(b, c, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(9 * c, CNN_HIDDEN), nn.ReLU(), nn.Linear(CNN_HIDDEN, CLASSES),
    )


def dense_model(width):
    layers = [m for _ in range(DENSE_LAYERS) for m in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(width, CLASSES))


def step_of(model, x, y, rate=1e-3, compiled=False, bfloat16=False, optimizer=None):
    """A function that takes n training steps; its attribute `value` is the loss of the first."""
    optimizer = optimizer or torch.optim.Adam(model.parameters(), rate)
    forward = torch.compile(model) if compiled else model

    def step():
        optimizer.zero_grad()
        with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=bfloat16):
            outputs = forward(x)
            loss = F.cross_entropy(outputs.float() if bfloat16 else outputs, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    def run(n):
        for _ in range(n):
            loss = step()
            run.value = loss if run.value is None else run.value

    run.value = None
    return run


def cnn(compiled, memory_format=torch.contiguous_format):
    return lambda size: step_of(
        cnn_model().to(memory_format=memory_format),
        torch.randn(size, 1, 28, 28).to(memory_format=memory_format),
        torch.randint(0, CLASSES, (size,)),
        compiled=compiled,
    )


def gpt_batch():
    ids = torch.randint(0, GPT_VOCABULARY, (GPT_BATCH, GPT_LENGTH))
    return ids, torch.randint(0, GPT_VOCABULARY, (GPT_BATCH * GPT_LENGTH,))


def gpt(compiled, bfloat16=False):
    return lambda width: step_of(
        Gpt(gpt_shape(width)), *gpt_batch(), rate=3e-4, compiled=compiled, bfloat16=bfloat16
    )


def lstm(compiled):
    return lambda steps: step_of(
        Lstm(), torch.randn(LSTM_BATCH, steps, LSTM_FEATURES),
        torch.randint(0, CLASSES, (LSTM_BATCH,)), compiled=compiled,
    )


def dense(compiled):
    return lambda width: step_of(
        dense_model(width), torch.randn(DENSE_BATCH, width),
        torch.randint(0, CLASSES, (DENSE_BATCH,)), compiled=compiled,
    )


def first_step(layers):
    """Each iteration compiles a new network from nothing, without the caches of earlier ones."""
    from torch._inductor.utils import fresh_cache

    def run(n):
        for _ in range(n):
            torch._dynamo.reset()
            with fresh_cache():
                step_of(Gpt(gpt_shape(256, layers)), *gpt_batch(), compiled=True)(1)

    return run


def settle():
    """Waits for a GPU, which answers before it is done."""
    if torch.get_default_device().type == "cuda":
        torch.cuda.synchronize()


def repeated(make):
    """A job whose iteration is one call; what it returns is dropped."""

    def job(size):
        call = make(size)

        def run(n):
            for _ in range(n):
                call()
            settle()

        return run

    return job


def dispatch(size):
    a, b = torch.ones(size), torch.ones(size)
    return lambda: torch.add(a, b)


def matmul(dtype):
    def make(size):
        a, b = torch.randn(size, size).to(dtype), torch.randn(size, size).to(dtype)
        return lambda: torch.matmul(a, b)

    return make


def triad(size):
    out, a, b = (torch.ones(TRIAD_FLOATS) for _ in range(3))
    return lambda: torch.add(a, b, alpha=3, out=out)


def upload(size):
    values = np.ones(size, np.float32)
    return lambda: torch.tensor(values)[0].item()


def download(size):
    tensor = torch.ones(size) + 1
    return lambda: np.array(tensor.numpy())


def both(job):
    return {"eager": job(False), "torch.compile": job(True)}


if __name__ == "__main__":
    serve(
        {"PyTorch": torch.__version__, "threads": torch.get_num_threads()},
        {
            "dispatch": {"eager": repeated(dispatch)},
            "matmul": {"eager": repeated(matmul(torch.float32))},
            "matmul-bf16": {"eager": repeated(matmul(torch.bfloat16))},
            "triad": {"eager": repeated(triad)},
            "cnn": {**both(cnn), "eager, channels last": cnn(False, torch.channels_last)},
            "gpt": both(gpt),
            "gpt-bf16": both(lambda compiled: gpt(compiled, bfloat16=True)),
            "lstm": both(lstm),
            "dense": both(dense),
            "upload": {"eager": repeated(upload)},
            "download": {"eager": repeated(download)},
            "first-step": {"torch.compile": first_step},
        },
    )
