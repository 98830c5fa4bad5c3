"""Writes the SavedModels that the tests load: python make.py, with tensorflow 2.21 and keras 3."""

import os
import shutil

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))


def spec(name, dtype, shape=(None,)):
    return tf.TensorSpec(shape, dtype, name=name)


class Module(tf.Module):
    """Every dtype, a table, a counter, loops, and three trainable variables."""

    def __init__(self):
        self.w = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="w")
        self.b = tf.Variable([0.5, -0.5], name="b")
        self.scale = tf.Variable(3.0, trainable=False, name="scale")
        self.wide = tf.Variable([1.0, 2.0], dtype=tf.float64, name="wide")
        self.steps = tf.Variable(0, dtype=tf.int64, trainable=False, name="steps")
        keys = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
        self.table = tf.lookup.StaticHashTable(keys, 0)

    @tf.function(input_signature=[spec("x", tf.float32, (None, 2))])
    def __call__(self, x):
        return {"y": tf.nn.gelu(x @ self.w + self.b) * self.scale}

    @tf.function(input_signature=[spec("d", tf.float64, (2,)), spec("i", tf.int32)])
    def mixed(self, d, i):
        picked = tf.gather(self.w, i)
        return {
            "wide": d * self.wide,
            "picked": tf.round(picked) + picked,
            "count": tf.size(i, out_type=tf.int64) + self.steps,
        }

    @tf.function(
        input_signature=[
            spec("n", tf.int64),
            spec("u", tf.uint8),
            spec("d", tf.float64),
            spec("h", tf.float16),
            spec("bf", tf.bfloat16),
            spec("b", tf.bool),
            spec("s", tf.string),
            spec("c", tf.complex64),
        ]
    )
    def types(self, n, u, d, h, bf, b, s, c):
        return {
            "n": n * 2,
            "u": u + tf.constant(1, tf.uint8),
            "d": d * 2,
            "h": h * 2,
            "bf": bf * 2,
            "b": tf.logical_not(b),
            "s": tf.strings.upper(s),
            "c": c * 2,
        }

    @tf.function(input_signature=[spec("s", tf.string)])
    def look_up(self, s):
        return {"v": self.table.lookup(s)}

    @tf.function(input_signature=[spec("x", tf.float32)])
    def count(self, x):
        self.steps.assign_add(1)
        return {"y": x * tf.cast(self.steps, tf.float32)}

    @tf.function(input_signature=[spec("x", tf.float32)])
    def loop(self, x):
        for _ in tf.range(3):
            x = x * 2.0
        return {"y": x * self.scale}

    @tf.function(input_signature=[spec("x", tf.float32)])
    def endless(self, x):
        while tf.reduce_sum(x) < 100.0:
            x = x * 2.0
        return {"y": x * self.scale}

    @tf.function(input_signature=[spec("x", tf.float32, (3, 2))])
    def recur(self, x):
        states = tf.TensorArray(tf.float32, 3, element_shape=(2,))
        state = tf.zeros(2)
        for i in tf.range(3):
            state = tf.tanh(x[i] + tf.linalg.matvec(self.w, state))
            states = states.write(i, state)
        return {"y": states.stack()}


def save(name, write):
    path = os.path.join(HERE, name)
    shutil.rmtree(path, ignore_errors=True)
    write(path)
    fingerprint = os.path.join(path, "fingerprint.pb")
    if os.path.exists(fingerprint):
        os.remove(fingerprint)


def save_module(path):
    module = Module()
    signatures = {
        "serving_default": module.__call__,
        "mixed": module.mixed,
        "types": module.types,
        "look_up": module.look_up,
        "count": module.count,
        "loop": module.loop,
        "endless": module.endless,
        "recur": module.recur,
    }
    tf.saved_model.save(module, path, signatures=signatures)


def save_keras(path):
    keras.utils.set_random_seed(1)
    layers = [
        keras.Input((4,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(3, activation="softmax"),
    ]
    keras.Sequential(layers).export(path, format="tf_saved_model", verbose=False)


def save_tensorflow_1(path):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, [None, 2], name="x")
        initial = tf.constant([[2.0], [3.0]])
        w = tf.compat.v1.get_variable("w", initializer=initial, use_resource=False)
        y = tf.matmul(x, w, name="y")
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.saved_model.simple_save(session, path, {"x": x}, {"y": y})


save("module", save_module)
save("keras", save_keras)
save("tensorflow_1", save_tensorflow_1)
