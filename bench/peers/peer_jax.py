"""JAX's side of the benchmark: jax.jit with donated state, all settings at their defaults."""

import jax
import jaxlib
import numpy as np
from jax import lax
from jax import numpy as jnp

from serve import serve
from shapes import *

tree = jax.tree.map
random = np.random.RandomState(0)


def weights(*shape, scale=0.02):
    return jnp.array(random.randn(*shape) * scale, jnp.float32)


def zeros(*shape):
    return jnp.zeros(shape)


def classes(*shape, count=CLASSES):
    return jnp.array(random.randint(0, count, shape))


def cross_entropy(logits, y):
    picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[..., None], -1)
    return -picked.mean()


def adam(loss, rate, beta2=0.999, decay=0.0):
    """One training step: (parameters, m, v, t, *batch) to the same without the batch and the loss.

    decay: how much matrices decay beside the gradient's step, as AdamW has it.
    """

    def step(p, m, v, t, *batch):
        value, g = jax.value_and_grad(loss)(p, *batch)
        t = t + 1
        m = tree(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = tree(lambda a, b: beta2 * a + (1 - beta2) * b * b, v, g)
        correct = jnp.sqrt(1 - beta2**t) / (1 - 0.9**t)

        def kept(w):
            return w * (1 - rate * decay) if decay and w.ndim > 1 else w

        p = tree(lambda w, a, b: kept(w) - rate * correct * a / (jnp.sqrt(b) + 1e-8), p, m, v)
        return p, m, v, t, value

    return step


def state_of(parameters):
    # Each buffer is donated, so none may stand in two places.
    return parameters, tree(jnp.zeros_like, parameters), tree(jnp.zeros_like, parameters), jnp.zeros(())


def step_of(loss, parameters, batch, rate=1e-3, **adam_options):
    """A function that takes n training steps; its attribute `value` is the loss of the first."""
    step = jax.jit(adam(loss, rate, **adam_options), donate_argnums=(0, 1, 2, 3))
    state = state_of(parameters)

    def run(n):
        nonlocal state
        for _ in range(n):
            *state, value = step(*state, *batch)
            loss = float(value)
            run.value = loss if run.value is None else run.value

    run.value = None
    return run


def cnn_loss(p, x, y):
    def convolve(x, layer):
        y = lax.conv_general_dilated(
            x, layer["w"], (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        return jax.nn.relu(y + layer["b"])

    def pool(x):
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    x = pool(convolve(x, p["conv"][0]))
    x = pool(convolve(x, p["conv"][1]))
    x = convolve(x, p["conv"][2]).reshape(x.shape[0], -1)
    x = jax.nn.relu(x @ p["hidden"]["w"] + p["hidden"]["b"])
    return cross_entropy(x @ p["out"]["w"] + p["out"]["b"], y)


def cnn(batch):
    channels = (1, *CNN_FILTERS)
    parameters = {
        "conv": [
            {"w": weights(3, 3, i, o), "b": zeros(o)} for i, o in zip(channels, channels[1:])
        ],
        "hidden": {"w": weights(9 * channels[-1], CNN_HIDDEN), "b": zeros(CNN_HIDDEN)},
        "out": {"w": weights(CNN_HIDDEN, CLASSES), "b": zeros(CLASSES)},
    }
    return step_of(cnn_loss, parameters, (weights(batch, 28, 28, 1, scale=1), classes(batch)))


def gpt_parameters(shape, weights=weights):
    width = shape.width
    return {
        "tokens": weights(shape.vocabulary, width),
        "positions": weights(shape.length, width),
        "norm": {"g": jnp.ones(width), "b": zeros(width)},
        "blocks": [
            {
                "norm1": {"g": jnp.ones(width), "b": zeros(width)},
                "norm2": {"g": jnp.ones(width), "b": zeros(width)},
                "qkv": {"w": weights(width, 3 * width), "b": zeros(3 * width)},
                "out": {"w": weights(width, width), "b": zeros(width)},
                "up": {"w": weights(width, 4 * width), "b": zeros(4 * width)},
                "down": {"w": weights(4 * width, width), "b": zeros(width)},
            }
            for _ in range(shape.layers)
        ],
    }


def gpt_loss(dtype, head_count=GPT_HEADS, attention=None):
    """attention: how JAX computes it; None leaves that to JAX."""

    def norm(x, p):
        # Statistics in float32, as PyTorch's autocast and Keras' policy take them.
        wide = x.astype(jnp.float32)
        scaled = (wide - wide.mean(-1, keepdims=True)) * lax.rsqrt(
            wide.var(-1, keepdims=True) + 1e-5
        )
        return (scaled * p["g"] + p["b"]).astype(dtype)

    def linear(x, p):
        return x @ p["w"].astype(dtype) + p["b"].astype(dtype)

    def loss(p, ids, y):
        x = (p["tokens"][ids] + p["positions"]).astype(dtype)
        batch, length, width = x.shape

        def heads(t):
            return t.reshape(batch, length, head_count, width // head_count)

        for block in p["blocks"]:
            q, k, v = jnp.split(linear(norm(x, block["norm1"]), block["qkv"]), 3, -1)
            attended = jax.nn.dot_product_attention(
                heads(q), heads(k), heads(v), is_causal=True, implementation=attention
            )
            x = x + linear(attended.reshape(x.shape), block["out"])
            hidden = jax.nn.gelu(linear(norm(x, block["norm2"]), block["up"]))
            x = x + linear(hidden, block["down"])
        logits = norm(x, p["norm"]) @ p["tokens"].T.astype(dtype)
        return cross_entropy(logits.astype(jnp.float32), y)

    return loss


def gpt_batch():
    shape = (GPT_BATCH, GPT_LENGTH)
    return classes(*shape, count=GPT_VOCABULARY), classes(*shape, count=GPT_VOCABULARY)


def gpt(dtype):
    return lambda width: step_of(
        gpt_loss(dtype), gpt_parameters(gpt_shape(width)), gpt_batch(), 3e-4
    )


def lstm_loss(p, x, y):
    def cell(carry, xt):
        h, c = carry
        i, f, g, o = jnp.split(xt + h @ p["recurrent"], 4, -1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    start = jnp.zeros((x.shape[0], LSTM_UNITS))
    projected = jnp.swapaxes(x @ p["w"] + p["b"], 0, 1)
    (h, _), _ = lax.scan(cell, (start, start), projected)
    return cross_entropy(h @ p["out"]["w"] + p["out"]["b"], y)


def lstm(steps):
    parameters = {
        "w": weights(LSTM_FEATURES, 4 * LSTM_UNITS),
        "recurrent": weights(LSTM_UNITS, 4 * LSTM_UNITS),
        "b": zeros(4 * LSTM_UNITS),
        "out": {"w": weights(LSTM_UNITS, CLASSES), "b": zeros(CLASSES)},
    }
    x = weights(LSTM_BATCH, steps, LSTM_FEATURES, scale=1)
    return step_of(lstm_loss, parameters, (x, classes(LSTM_BATCH)))


def dense_loss(p, x, y):
    for layer in p["layers"]:
        x = jax.nn.relu(x @ layer["w"] + layer["b"])
    return cross_entropy(x @ p["out"]["w"] + p["out"]["b"], y)


def dense(width):
    parameters = {
        "layers": [{"w": weights(width, width), "b": zeros(width)} for _ in range(DENSE_LAYERS)],
        "out": {"w": weights(width, CLASSES), "b": zeros(CLASSES)},
    }
    return step_of(dense_loss, parameters, (weights(DENSE_BATCH, width), classes(DENSE_BATCH)))


def trace(layers):
    """Each iteration traces the GPT's training step anew and lowers it; nothing is compiled."""
    state, batch = state_of(gpt_parameters(gpt_shape(256, layers))), gpt_batch()

    def run(n):
        for _ in range(n):
            jax.clear_caches()
            jax.jit(adam(gpt_loss(jnp.float32), 3e-4)).lower(*state, *batch)

    return run


def first_step(layers):
    """Each iteration compiles a new network from nothing."""

    def run(n):
        for _ in range(n):
            jax.clear_caches()
            step_of(gpt_loss(jnp.float32), gpt_parameters(gpt_shape(256, layers)), gpt_batch())(1)

    return run


def repeated(make):
    """A job whose iteration is one call; JAX answers before it is done, so the last is waited for."""

    def job(size):
        call = make(size)

        def run(n):
            for _ in range(n):
                result = call()
            jax.block_until_ready(result)

        return run

    return job


def dispatch(wrap):
    def make(size):
        a, b, add = jnp.ones(size), jnp.ones(size), wrap(jnp.add)
        return lambda: add(a, b)

    return make


def matmul(dtype):
    def make(size):
        a, b = (weights(size, size, scale=1).astype(dtype) for _ in range(2))
        product = jax.jit(jnp.matmul)
        return lambda: product(a, b)

    return make


def triad(size):
    a, b = jnp.ones(TRIAD_FLOATS), jnp.ones(TRIAD_FLOATS)
    add = jax.jit(lambda a, b: a + 3 * b)
    return lambda: jax.block_until_ready(add(a, b))


def upload(size):
    values = np.ones(size, np.float32)
    return lambda: float(jnp.array(values)[0])


def download(size):
    array = jnp.ones(size) + 1
    return lambda: np.array(array)


if __name__ == "__main__":
    serve(
        {"JAX": jax.__version__, "jaxlib": jaxlib.__version__},
        {
            "dispatch": {"eager": repeated(dispatch(lambda f: f)), "jax.jit": repeated(dispatch(jax.jit))},
            "matmul": {"jax.jit": repeated(matmul(jnp.float32))},
            "matmul-bf16": {"jax.jit": repeated(matmul(jnp.bfloat16))},
            "triad": {"jax.jit": repeated(triad)},
            "cnn": {"jax.jit": cnn},
            "gpt": {"jax.jit": gpt(jnp.float32)},
            "gpt-bf16": {"jax.jit": gpt(jnp.bfloat16)},
            "lstm": {"jax.jit": lstm},
            "dense": {"jax.jit": dense},
            "upload": {"eager": repeated(upload)},
            "download": {"eager": repeated(download)},
            "trace": {"lower": trace},
            "first-step": {"jax.jit": first_step},
        },
    )
