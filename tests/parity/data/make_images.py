"""Writes images.json: what TensorFlow and Keras make of small pictures at fixed parameters.

python make_images.py    (needs: pip install tensorflow keras pillow)
"""
import base64
import io
import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras.applications import imagenet_utils
from PIL import Image

rng = np.random.default_rng(1)


def plain(array, digits=4):
    array = np.asarray(array)
    return {
        "shape": list(array.shape),
        "data": np.round(array.astype(np.float64), digits).ravel().tolist(),
    }


def photo(height, width, channels=3):
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    wave = 128 + 90 * np.sin(x / 5 + c) * np.cos(y / 7 - c) + rng.normal(0, 6, x.shape)
    return wave.clip(0, 255).astype(np.uint8)


def packed(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


picture = rng.integers(0, 256, (7, 5, 3), dtype=np.uint8)
resized = [
    {
        "size": size,
        "interpolation": method,
        "aspect": aspect,
        "result": plain(make(picture.astype(np.float32), size, method)),
    }
    for size in [[4, 9], [13, 3], [7, 10], [3, 3]]
    for method in ["nearest", "bilinear", "bicubic", "area"]
    for aspect, make in [
        ("stretch", lambda image, size, method: tf.image.resize(image, size, method)),
        (
            "pad",
            lambda image, size, method: tf.image.resize_with_pad(image, *size, method=method),
        ),
        (
            "crop",
            lambda image, size, method: keras.preprocessing.image.smart_resize(
                image, size, interpolation=method
            ),
        ),
    ]
    if not (method == "area" and aspect == "crop")
]

square = rng.uniform(0, 255, (6, 8, 2)).astype(np.float32)
ones = np.ones(1, "float32")
zeros = np.zeros(1, "float32")
rotation = layers.RandomRotation(0.5)
matrices = {
    "rotation": np.asarray(rotation._compute_affine_matrix(
        0.5, 0.5, 37.0 * ones, zeros, zeros, ones, zeros, zeros, 6, 8))[0],
    "zoom": np.asarray(layers.RandomZoom(0.5)._get_zoom_matrix(
        tf.constant([[1.3, 0.6]]), 6, 8))[0],
    "translation": np.asarray(layers.RandomTranslation(0.5, 0.5)._get_translation_matrix(
        tf.constant([[2.25, -9.5]])))[0],
    "shear": np.asarray(layers.RandomShear(0.5, 0.5)._get_shear_matrix(
        tf.constant([[0.41, 0.73]])))[0],
    "far": np.array([3, 0.5, -20, -0.3, 2.5, -15, 0, 0], "float32"),
    "perspective": np.array([1, 0.1, 0, 0.05, 0.9, 0, 0.01, 0.02], "float32"),
}
warped = [
    {
        "name": name,
        "transform": [float(v) for v in matrix],
        "fillMode": mode,
        "interpolation": interpolation,
        "result": plain(tf.raw_ops.ImageProjectiveTransformV3(
            images=square[None],
            transforms=matrix[None],
            output_shape=[6, 8],
            fill_value=9.0,
            interpolation=interpolation.upper(),
            fill_mode=mode.upper(),
        )[0]),
    }
    for name, matrix in matrices.items()
    for mode in ["reflect", "wrap", "constant", "nearest"]
    for interpolation in ["nearest", "bilinear"]
]

colours = rng.uniform(0, 255, (1, 4, 5, 3)).astype(np.float32)
unit = (colours / 255).astype(np.float32)
one = np.ones((1, 1, 1, 1), "float32")


def run(layer, images, **parameters):
    return plain(layer.transform_images(tf.constant(images), parameters, training=True)[0], 5)


coloured = {
    "brightness": run(layers.RandomBrightness(0.5), colours, rgb_delta=60 * one),
    "contrast": run(layers.RandomContrast(0.5), colours, contrast_factor=1.6 * one),
    "degeneration": run(layers.RandomColorDegeneration(0.5), colours, factor=0.3 * one),
    "hue": run(layers.RandomHue(0.5), colours, factor=np.array([-0.2], "float32")),
    "saturation": run(
        layers.RandomSaturation(0.5, value_range=(0, 1)), unit, factor=np.array([1.7], "float32")
    ),
    "posterization": run(
        layers.RandomPosterization(3), colours, shift_factor=np.array([5], "uint8")
    ),
    "solarization": run(
        layers.Solarization(0.5, 0.5), colours, additions=30 * one, thresholds=150 * one
    ),
    "autoContrast": plain(layers.AutoContrast().transform_images(tf.constant(colours), None)[0], 5),
    # Keras 3.15 mixes up the axes of kernels that are not square.
    "blur": plain(keras.ops.image.gaussian_blur(colours, (3, 3), (1.5, 0.7))[0], 5),
}

preprocessed = {
    mode: plain(imagenet_utils.preprocess_input(picture.astype(np.float32), mode=mode), 14)
    for mode in ["caffe", "tf", "torch"]
}

image = Image.fromarray(photo(24, 33))
alpha = Image.fromarray(photo(9, 11, 4))
exif = Image.Exif()
exif[0x0112] = 6
files = {
    "rgb.png": packed(image, "PNG"),
    "gray.png": packed(image.convert("L"), "PNG"),
    "gray_alpha.png": packed(alpha.convert("LA"), "PNG"),
    "rgba.png": packed(alpha, "PNG"),
    "palette.png": packed(image.quantize(16), "PNG"),
    "deep.png": packed(Image.fromarray(
        (photo(5, 6, 1)[..., 0].astype(np.uint16) * 257)), "PNG"),
    "rgb.bmp": packed(image, "BMP"),
    "gray.bmp": packed(image.convert("L"), "BMP"),
    "bits.bmp": packed(image.convert("1"), "BMP"),
    "palette.bmp": packed(image.quantize(16), "BMP"),
    "animated.gif": packed(image.quantize(16), "GIF", save_all=True,
                           append_images=[image.rotate(90).quantize(16)]),
    "rgb.webp": packed(image, "WEBP", lossless=True),
    "rgb.jpg": packed(image, "JPEG", quality=90),
    "full.jpg": packed(image, "JPEG", quality=95, subsampling=0),
    "gray.jpg": packed(image.convert("L"), "JPEG", quality=90),
    "progressive.jpg": packed(image, "JPEG", quality=80, progressive=True),
    "cmyk.jpg": packed(image.convert("CMYK"), "JPEG", quality=95),
    "turned.jpg": packed(image, "JPEG", quality=90, exif=exif),
}


def decoded(name, data):
    if name.endswith((".webp", ".bmp")) or name == "cmyk.jpg":
        # TensorFlow reads no WebP and few BMPs; Pillow shows the same pixels of both.
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    return tf.io.decode_image(data, channels=3, expand_animations=False).numpy()


golden = {
    "picture": plain(picture),
    "resized": resized,
    "square": plain(square, 9),
    "warped": warped,
    "colours": plain(colours[0], 9),
    "coloured": coloured,
    "preprocessed": preprocessed,
    "files": [
        {
            "name": name,
            "bytes": base64.b64encode(data).decode(),
            "shape": list(decoded(name, data).shape),
            "pixels": base64.b64encode(decoded(name, data).tobytes()).decode(),
        }
        for name, data in files.items()
    ],
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("images.json").write_text(text + "\n", encoding="utf-8")
