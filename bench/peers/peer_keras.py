"""Keras' side of the benchmark, on TensorFlow: compiled `fit` and a tf.function, with XLA and without.

What TensorFlow does without Keras (one op, a product, a copy) is timed here too, called from Python.
"""

import os
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from serve import serve
from shapes import *


class Clock(keras.callbacks.Callback):
    """Times an epoch from its first step to its last, without what `fit` does before and after."""

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds = time.perf_counter() - self.start


def cross_entropy():
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def fit(build, xla):
    """`model.fit` on a data set that repeats one batch, which costs less than slicing arrays."""

    def job(size):
        model, x, y, rate = build(size)
        model.compile(
            optimizer=keras.optimizers.Adam(rate), loss=cross_entropy(), jit_compile=xla
        )
        data = tf.data.Dataset.from_tensors((x, y)).repeat()
        clock = Clock()

        def run(n):
            model.fit(data, steps_per_epoch=n, epochs=1, verbose=0, callbacks=[clock])
            return clock.seconds * 1e3 / n

        return run

    return job


def training_step(model, rate, xla):
    """A training step as a tf.function on Keras' model and optimizer."""
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(model.trainable_variables)
    loss_of = cross_entropy()

    @tf.function(jit_compile=xla)
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    return step


def function(build, xla):
    def job(size):
        model, x, y, rate = build(size)
        x, y = tf.constant(x), tf.constant(y)
        step = training_step(model, rate, xla)

        def run(n):
            for _ in range(n):
                float(step(x, y))

        return run

    return job


def all_modes(build):
    return {
        "fit": fit(build, False),
        "fit, XLA": fit(build, True),
        "tf.function": function(build, False),
        "tf.function, XLA": function(build, True),
    }


def normal(*shape):
    return np.random.randn(*shape).astype("float32")


def classes(*shape, count=CLASSES):
    return np.random.randint(0, count, shape).astype("int32")


def cnn(batch):
    a, b, c = CNN_FILTERS
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(a, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(b, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(c, 3, activation="relu"), layers.Flatten(),
        layers.Dense(CNN_HIDDEN, activation="relu"), layers.Dense(CLASSES),
    ])
    return model, normal(batch, 28, 28, 1), classes(batch), 1e-3


class Embed(layers.Layer):
    """Token and position embeddings; `project` turns states into logits with the same weights."""

    def __init__(self, width):
        super().__init__()
        self.tokens = self.add_weight(shape=(GPT_VOCABULARY, width), initializer="normal")
        self.positions = self.add_weight(shape=(GPT_LENGTH, width), initializer="normal")

    def call(self, ids):
        return ops.take(self.tokens, ids, axis=0) + ops.cast(self.positions, self.compute_dtype)

    def project(self, x):
        return ops.matmul(x, ops.transpose(ops.cast(self.tokens, x.dtype)))


class Block(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.norm1 = layers.LayerNormalization(epsilon=1e-5)
        self.norm2 = layers.LayerNormalization(epsilon=1e-5)
        self.qkv = layers.Dense(3 * width)
        self.out = layers.Dense(width)
        self.up = layers.Dense(4 * width)
        self.down = layers.Dense(width)

    def call(self, x):
        batch, length, width = x.shape

        def heads(t):
            return ops.reshape(t, (batch, length, GPT_HEADS, width // GPT_HEADS))

        q, k, v = (heads(t) for t in ops.split(self.qkv(self.norm1(x)), 3, axis=-1))
        attended = ops.dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(ops.reshape(attended, (batch, length, width)))
        return x + self.down(ops.gelu(self.up(self.norm2(x)), approximate=True))


class Gpt(keras.Model):
    def __init__(self, width, depth):
        super().__init__()
        self.embed = Embed(width)
        self.blocks = [Block(width) for _ in range(depth)]
        self.norm = layers.LayerNormalization(epsilon=1e-5)

    def call(self, ids):
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x)
        return ops.cast(self.embed.project(self.norm(x)), "float32")


def gpt_of(width, depth, policy="float32"):
    keras.config.set_dtype_policy(policy)
    try:
        model = Gpt(width, depth)
        ids = classes(GPT_BATCH, GPT_LENGTH, count=GPT_VOCABULARY)
        model(ids)
        return model, ids, classes(GPT_BATCH, GPT_LENGTH, count=GPT_VOCABULARY), 3e-4
    finally:
        keras.config.set_dtype_policy("float32")


def gpt(width):
    return gpt_of(width, GPT_LAYERS)


def gpt_bf16(width):
    return gpt_of(width, GPT_LAYERS, "mixed_bfloat16")


def lstm(steps):
    model = keras.Sequential([
        keras.Input((steps, LSTM_FEATURES)), layers.LSTM(LSTM_UNITS), layers.Dense(CLASSES)
    ])
    return model, normal(LSTM_BATCH, steps, LSTM_FEATURES), classes(LSTM_BATCH), 1e-3


def dense(width):
    model = keras.Sequential([
        keras.Input((width,)),
        *(layers.Dense(width, activation="relu") for _ in range(DENSE_LAYERS)),
        layers.Dense(CLASSES),
    ])
    return model, normal(DENSE_BATCH, width), classes(DENSE_BATCH), 1e-3


def trace(depth):
    """Each iteration traces the GPT's training step anew; nothing runs."""
    model, x, y, rate = gpt_of(256, depth)
    x, y = tf.constant(x), tf.constant(y)

    def run(n):
        start = time.perf_counter()
        for _ in range(n):
            training_step(model, rate, False).get_concrete_function(x, y)
        return (time.perf_counter() - start) * 1e3 / n

    return run


def first_step(xla):
    """Each iteration compiles a new network from nothing."""

    def job(depth):
        def run(n):
            for _ in range(n):
                model, x, y, rate = gpt_of(256, depth)
                float(training_step(model, rate, xla)(tf.constant(x), tf.constant(y)))

        return run

    return job


def repeated(make):
    """A job whose iteration is one call; what it returns is dropped."""

    def job(size):
        call = make(size)

        def run(n):
            for _ in range(n):
                call()

        return run

    return job


def dispatch(size):
    a, b = tf.ones(size), tf.ones(size)
    return lambda: tf.add(a, b)


def matmul(dtype):
    def make(size):
        a, b = (tf.cast(tf.random.normal((size, size)), dtype) for _ in range(2))
        return lambda: tf.matmul(a, b)

    return make


def triad(size):
    a, b = tf.ones(TRIAD_FLOATS), tf.ones(TRIAD_FLOATS)
    add = tf.function(lambda a, b: a + 3 * b, jit_compile=True)
    return lambda: add(a, b)


def upload(size):
    values = np.ones(size, np.float32)
    return lambda: float(tf.constant(values)[0])


def download(size):
    tensor = tf.ones(size) + 1
    return lambda: tensor.numpy()


serve(
    {"Keras": keras.__version__, "TensorFlow": tf.__version__},
    {
        "dispatch": {"eager": repeated(dispatch)},
        "matmul": {"eager": repeated(matmul(tf.float32))},
        "matmul-bf16": {"eager": repeated(matmul(tf.bfloat16))},
        "triad": {"tf.function, XLA": repeated(triad)},
        "cnn": all_modes(cnn),
        "gpt": all_modes(gpt),
        "gpt-bf16": all_modes(gpt_bf16),
        "lstm": all_modes(lstm),
        "dense": all_modes(dense),
        "upload": {"eager": repeated(upload)},
        "download": {"eager": repeated(download)},
        "trace": {"tf.function": trace},
        "first-step": {"tf.function": first_step(False), "tf.function, XLA": first_step(True)},
    },
)
