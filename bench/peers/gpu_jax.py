"""JAX's side of `deno task bench:gpu`: jax.jit with donated state, TF32 on as in the other peers."""

import os

DEVICE = os.environ["TENSAUR_BENCH_DEVICE"]
# Peers share the GPU: by itself JAX would take three quarters of it at once.
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
os.environ["JAX_PLATFORMS"] = DEVICE

import jax  # noqa: E402
import jaxlib  # noqa: E402
from jax import numpy as jnp  # noqa: E402

jax.config.update("jax_default_matmul_precision", "tensorfloat32")

import gpt2  # noqa: E402
import peer_jax as own  # noqa: E402
from serve import serve  # noqa: E402
from shapes import *  # noqa: E402

device = jax.devices()[0]


def gpt(attention):
    def make(size):
        shape = gpt2.shape_of(size)
        draw = gpt2.Weights(size)
        parameters = own.gpt_parameters(shape, lambda *axes: jnp.array(draw.matrix(*axes)))
        loss = own.gpt_loss(jnp.bfloat16, shape.heads, attention)
        batch = tuple(jnp.array(t) for t in gpt2.tokens(shape))
        return own.step_of(loss, parameters, batch, gpt2.RATE, beta2=gpt2.BETA2, decay=gpt2.DECAY)

    return make


def products(size):
    """Eight products in a row, as a network has them."""
    a = (own.weights(size, size, scale=1) / size**0.5).astype(jnp.bfloat16)
    b = own.weights(size, size, scale=1).astype(jnp.bfloat16)

    @jax.jit
    def row(a, b):
        for _ in range(PRODUCTS):
            b = a @ b
        return b

    return lambda: row(a, b)


def download(size):
    array = jnp.ones(size)
    # What was downloaded once JAX keeps: each time it must be a new array.
    return lambda: own.np.asarray(array + 1)


# cuDNN's attention is for GPUs alone.
ATTENTION = {"jax.jit": "xla"} | ({"jax.jit, cuDNN": "cudnn"} if DEVICE == "cuda" else {})

serve(
    {"JAX": jax.__version__, "jaxlib": jaxlib.__version__, "device": device.device_kind},
    {
        "triad": {"jax.jit": own.repeated(own.triad)},
        "matmul-bf16": {"jax.jit": own.repeated(products)},
        "cnn": {"jax.jit": own.cnn},
        "gpt2": {mode: gpt(attention) for mode, attention in ATTENTION.items()},
        "dispatch": {
            "eager": own.repeated(own.dispatch(lambda f: f)),
            "jax.jit": own.repeated(own.dispatch(jax.jit)),
        },
        "upload": {"eager": own.repeated(own.upload)},
        "download": {"eager": own.repeated(download)},
    },
)
