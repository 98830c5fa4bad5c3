"""Makes keras.zip: tiny models saved by Keras as .keras and .h5, with inputs and predictions.

    python make_keras.py        # with keras 3.15 on tensorflow 2.21

Entries: <name>.keras, <name>.h5 and <name>.json ({"inputs": [...], "outputs": [...]}, each array as
{"shape", "data"}); `refused_<name>.keras` are models that cannot be carried over.
"""

import io
import json
import os
import tempfile
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
from keras import layers as L

HERE = os.path.dirname(os.path.abspath(__file__))
R = np.random.default_rng(7)
CASES = {}


def case(name, model, *, ints=None, h5=True, data=None):
    """Gives the model random weights and notes it down; `ints` is the range of integer inputs."""
    for v in model.variables:
        if "seed" in v.path:
            continue
        value = R.normal(0, 0.5, v.shape)
        if "variance" in v.path:
            value = np.abs(value) + 0.5
        v.assign(value.astype("float32"))
    inputs = data
    if inputs is None:
        inputs = []
        for x in model.inputs:
            shape = [3 if n is None and i == 0 else 5 if n is None else n for i, n in enumerate(x.shape)]
            if ints is not None and x.dtype == "int32":
                inputs.append(R.integers(0, ints, shape))
            else:
                inputs.append(np.round(R.normal(0, 1, shape), 3).astype("float32"))
    CASES[name] = (model, inputs, h5)


def seq(name, shape, *layers, **options):
    case(name, keras.Sequential([keras.Input(shape), *layers], name=f"model_{name}"), **options)


ACTIVATIONS = "elu selu relu relu6 linear sigmoid softplus softsign tanh softmax log_softmax gelu mish silu"
x = keras.Input((4,), name="x")
case("activations", keras.Model(x, [L.Dense(3, activation=a)(x) for a in ACTIVATIONS.split()]))
seq("dense", (4,), L.Dense(3, use_bias=False, kernel_regularizer=keras.regularizers.L1L2(0.1, 0.2), kernel_constraint="max_norm"),
    L.Dense(2, kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out", "uniform"),
            bias_initializer=keras.initializers.Constant(0.2), kernel_regularizer=keras.regularizers.L1(0.1)))
seq("conv1d", (8, 3), L.Conv1D(4, 3, padding="same", activation="relu"), L.Conv1D(2, 3, strides=2))
seq("conv2d", (7, 7, 2), L.Conv2D(3, (3, 2), padding="same", dilation_rate=2), L.Conv2D(2, 2, strides=2))
seq("conv3d", (4, 4, 4, 2), L.Conv3D(2, 2, activation="tanh"))
seq("conv2d_transpose", (4, 4, 2), L.Conv2DTranspose(3, 3, strides=2, padding="same"))
seq("depthwise_conv2d", (5, 5, 2), L.DepthwiseConv2D(3, depth_multiplier=2, padding="same"))
seq("separable_conv2d", (5, 5, 2), L.SeparableConv2D(3, 3, depth_multiplier=2))
seq("pooling1d", (8, 3), L.MaxPooling1D(2), L.AveragePooling1D(2, strides=1, padding="same"))
seq("pooling2d", (8, 8, 2), L.MaxPooling2D((2, 1), padding="same"), L.AveragePooling2D(2))
x = keras.Input((6, 6, 2))
s = keras.Input((6, 2))
case("global_pooling", keras.Model([x, s], [
    L.GlobalAveragePooling2D()(x), L.GlobalMaxPooling2D()(x),
    L.GlobalAveragePooling1D()(s), L.GlobalMaxPooling1D()(s)]))
seq("shapes2d", (4, 4, 2), L.ZeroPadding2D(((1, 2), (0, 1))), L.Cropping2D(1), L.UpSampling2D(2),
    L.Reshape((8, -1)), L.Permute((2, 1)), L.Flatten(), L.RepeatVector(2))
seq("batch_normalization", (5, 5, 3), L.BatchNormalization(momentum=0.9, epsilon=0.01), L.Conv2D(2, 1),
    L.BatchNormalization(center=False))
seq("layer_normalization", (5, 4), L.LayerNormalization(epsilon=1e-5))
seq("advanced_activations", (4, 3), L.LeakyReLU(negative_slope=0.1), L.PReLU(shared_axes=[1]), L.ELU(),
    L.ReLU(max_value=2.0), L.Softmax(axis=-1), L.Activation("tanh"))
seq("noise", (4, 3), L.Dropout(0.4, seed=3), L.SpatialDropout1D(0.2), L.GaussianNoise(0.1),
    L.GaussianDropout(0.1), L.AlphaDropout(0.1), L.Dense(2))
a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
case("merge", keras.Model([a, b], [
    L.Add()([a, b]), L.Multiply()([a, b]), L.Average()([a, b]), L.Maximum()([a, b]),
    L.Minimum()([a, b]), L.Concatenate(axis=-1)([a, b]), L.Dot(axes=1, normalize=True)([a, b])]))
seq("simple_rnn", (5, 3), L.SimpleRNN(4, return_sequences=True), L.SimpleRNN(2, go_backwards=True))
seq("lstm", (5, 3), L.LSTM(4, return_sequences=True, dropout=0.1), L.LSTM(2, unit_forget_bias=False))
seq("gru", (5, 3), L.GRU(4, return_sequences=True), L.GRU(2, reset_after=False))
seq("rnn_cells", (5, 3), L.RNN([L.GRUCell(3), L.LSTMCell(2), L.SimpleRNNCell(2)], return_sequences=True))
seq("bidirectional", (5, 3), L.Bidirectional(L.LSTM(3, return_sequences=True, name="inner")),
    L.Bidirectional(L.GRU(2), merge_mode="sum", name="both"))
seq("time_distributed", (4, 5, 5, 1), L.TimeDistributed(L.Conv2D(2, 2)), L.TimeDistributed(L.Flatten()))
seq("conv_lstm2d", (3, 5, 5, 1), L.ConvLSTM2D(2, 2))
t = keras.Input((6,), dtype="int32", name="tokens")
case("embedding", keras.Model(t, L.Embedding(9, 4)(t)), ints=9)
case("masked_lstm", keras.Model(t, L.LSTM(3)(L.Embedding(9, 4, mask_zero=True)(t))), ints=9,
     data=[np.array([[1, 2, 3, 0, 0, 0], [4, 5, 6, 7, 8, 1], [2, 0, 0, 0, 0, 0]])])
x = keras.Input((5, 3))
out, h, c = L.LSTM(4, return_state=True, return_sequences=True)(x)
y = L.LSTM(4)(x, initial_state=[h, c])
case("states", keras.Model(x, [out, y]))
seq("rescaling", (4,), L.Rescaling(1 / 255, offset=-0.5))

# Whole architectures.
seq("mnist_cnn", (28, 28, 1), L.Conv2D(4, 3, activation="relu"), L.MaxPooling2D(2),
    L.Conv2D(6, 3, activation="relu"), L.MaxPooling2D(2), L.Conv2D(6, 3, activation="relu"), L.Flatten(),
    L.Dense(8, activation="relu"), L.Dense(10), data=[np.round(R.random((2, 28, 28, 1)), 2).astype("float32")])
case("text_classifier", keras.Sequential([keras.Input((10,), dtype="int32"), L.Embedding(20, 8),
     L.GlobalAveragePooling1D(), L.Dense(6, activation="relu"), L.Dense(1, activation="sigmoid")]), ints=20)
x = keras.Input((8, 8, 2), name="image")
y = L.Conv2D(4, 3, padding="same", name="stem")(x)
for i in range(2):
    z = L.BatchNormalization(name=f"norm.{i}")(y)
    z = L.Conv2D(4, 3, padding="same", activation="relu", name=f"conv {i}")(z)
    y = L.Add(name=f"add_{i}")([y, z])
case("residual", keras.Model(x, L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(y)), name="resnet"))
a, b = keras.Input((4,), name="numbers"), keras.Input((6,), dtype="int32", name="words")
both = L.Concatenate()([L.Dense(3)(a), L.Flatten()(L.Embedding(9, 2)(b))])
case("two_inputs", keras.Model({"numbers": a, "words": b}, [L.Dense(2, name="kind")(both), L.Dense(1, name="price")(both)]), ints=9)
inner_in = keras.Input((4,))
inner = keras.Model(inner_in, L.BatchNormalization()(L.Dense(4, activation="tanh")(inner_in)), name="inner")
block = keras.Sequential([keras.Input((4,)), L.Dense(4), L.LeakyReLU(), L.BatchNormalization()], name="block")
block.layers[0].trainable = False
x = keras.Input((4,))
case("nested", keras.Model(x, L.Add()([inner(inner(x)), block(x)]), name="outer"))
left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
tower = L.Dense(4, activation="relu", name="tower")
case("shared", keras.Model([left, right], L.Dot(axes=1)([tower(left), tower(right)])))
t = keras.Input((7,), dtype="int32")
y = L.Bidirectional(L.LSTM(4, return_sequences=True))(L.Embedding(12, 5)(t))
case("tagger", keras.Model(t, L.TimeDistributed(L.Dense(3, activation="softmax"))(y)), ints=12)
frozen = keras.Sequential([keras.Input((6, 6, 1)), L.Conv2D(3, 3), L.BatchNormalization(), L.Flatten()], name="base")
frozen.trainable = False
x = keras.Input((6, 6, 1))
case("frozen_base", keras.Model(x, L.Dense(2)(frozen(x))))
compiled = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="relu"), L.Dense(2, activation="softmax")], name="compiled")
case("compiled", compiled)
compiled.compile(keras.optimizers.Adam(0.02, beta_1=0.8), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
compiled.fit(R.normal(size=(8, 4)), R.integers(0, 2, 8), verbose=0)

x = keras.Input((4, 4, 2))
REFUSED = {
    "lambda": keras.Sequential([keras.Input((4,)), L.Lambda(lambda x: x * 2)]),
    "group_normalization": keras.Sequential([keras.Input((4, 4)), L.GroupNormalization(2)]),
    "groups": keras.Sequential([keras.Input((4, 4, 4)), L.Conv2D(4, 3, groups=2)]),
    "hard_sigmoid": keras.Sequential([keras.Input((4,)), L.Dense(2, activation="hard_sigmoid")]),
    "causal": keras.Sequential([keras.Input((4, 4)), L.Conv1D(4, 3, padding="causal")]),
    "keepdims": keras.Model(x, L.GlobalAveragePooling2D(keepdims=True)(x)),
    "operation": keras.Model(x, x + x),
    "float64": keras.Sequential([keras.Input((4,)), L.Dense(2, dtype="float64")]),
    "two_layers_backward": keras.Sequential([keras.Input((4, 2)), L.Bidirectional(
        L.LSTM(3), backward_layer=L.LSTM(3, activation="relu", go_backwards=True))]),
}


def entry(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": [float(f"{v:.7g}") for v in array.ravel()]}


def saved(model, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"model{suffix}")
        (model.save_weights if "weights" in suffix else model.save)(path)
        with open(path, "rb") as file:
            return file.read()


with zipfile.ZipFile(os.path.join(HERE, "keras.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    def add(name, content):
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)

    for name, (model, inputs, h5) in CASES.items():
        given = inputs if len(inputs) > 1 else inputs[0]
        if name == "two_inputs":
            given = dict(zip(("numbers", "words"), inputs))
        outputs = model(given, training=False)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        record = {"inputs": [entry(i) for i in inputs], "outputs": [entry(o) for o in outputs]}
        add(f"{name}.json", json.dumps(record))
        add(f"{name}.keras", saved(model, ".keras"))
        if h5:
            add(f"{name}.h5", saved(model, ".h5"))
    for name, model in REFUSED.items():
        add(f"refused_{name}.keras", saved(model, ".keras"))
    add("residual.weights.h5", saved(CASES["residual"][0], ".weights.h5"))
print(len(CASES), "models,", os.path.getsize(os.path.join(HERE, "keras.zip")), "bytes")
