"""PyTorch's side of `deno task bench:gpu`: eager and torch.compile, TF32 on as in the other peers."""

import os

import torch

DEVICE = os.environ["TENSAUR_BENCH_DEVICE"]
torch.set_default_device(DEVICE)
torch.set_float32_matmul_precision("high")
torch.backends.cudnn.allow_tf32 = True

import gpt2  # noqa: E402
import peer_torch as own  # noqa: E402
from serve import serve  # noqa: E402
from shapes import *  # noqa: E402

if DEVICE == "cuda" and not torch.cuda.is_available():
    raise SystemExit(f"error: PyTorch {torch.__version__} sees no GPU")


def filled(model, size):
    """The model with the weights that all peers have."""
    draw = gpt2.Weights(size)

    def fill(parameter, rows, columns, turned=False):
        values = torch.from_numpy(draw.matrix(rows, columns))
        parameter.copy_(values.T if turned else values)

    with torch.no_grad():
        width = model.positions.shape[1]
        fill(model.tokens.weight, *model.tokens.weight.shape)
        fill(model.positions, *model.positions.shape)
        for block in model.blocks:
            for linear, rows, columns in (
                (block.qkv, width, 3 * width), (block.out, width, width),
                (block.up, width, 4 * width), (block.down, 4 * width, width),
            ):
                fill(linear.weight, rows, columns, turned=True)
                linear.bias.zero_()
    return model


def gpt(compiled):
    def make(size):
        shape = gpt2.shape_of(size)
        ids, following = (torch.from_numpy(t.copy()).long().to(DEVICE) for t in gpt2.tokens(shape))
        model = filled(own.Gpt(shape), size)
        matrices = [p for p in model.parameters() if p.dim() > 1]
        vectors = [p for p in model.parameters() if p.dim() == 1]
        groups = [{"params": matrices}, {"params": vectors, "weight_decay": 0.0}]
        optimizer = torch.optim.AdamW(
            groups, gpt2.RATE, betas=(0.9, gpt2.BETA2), weight_decay=gpt2.DECAY, fused=True
        )
        return own.step_of(
            model, ids, following.flatten(), compiled=compiled, bfloat16=True, optimizer=optimizer
        )

    return make


def products(size):
    """Eight products in a row, as a network has them."""
    a, b = torch.randn(size, size) / size**0.5, torch.randn(size, size)
    a, b = a.to(torch.bfloat16), b.to(torch.bfloat16)

    def call():
        c = b
        for _ in range(PRODUCTS):
            c = a @ c
        return c

    return call


def download(size):
    tensor = torch.ones(size)
    return lambda: (tensor + 1).cpu().numpy()


if __name__ == "__main__":
    device = torch.cuda.get_device_name() if DEVICE == "cuda" else DEVICE
    cuda = {"CUDA": torch.version.cuda, "cuDNN": torch.backends.cudnn.version()}
    serve(
        {"PyTorch": torch.__version__, **(cuda if DEVICE == "cuda" else {}), "device": device},
        {
            "triad": {"eager": own.repeated(own.triad)},
            "matmul-bf16": {"eager": own.repeated(products)},
            "cnn": {
                **own.both(own.cnn),
                "eager, channels last": own.cnn(False, torch.channels_last),
                "torch.compile, channels last": own.cnn(True, torch.channels_last),
            },
            "gpt2": own.both(gpt),
            "dispatch": {"eager": own.repeated(own.dispatch)},
            "upload": {"eager": own.repeated(own.upload)},
            "download": {"eager": own.repeated(download)},
        },
    )
