"""Makes audio_folder.json: WAV files of a folder, and what Keras' audio_dataset_from_directory makes of
them.

    python make_audio_folder.py        # with keras 3.15 on tensorflow 2.21
"""

import base64
import json
import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = {"yes/b.wav": 40, "yes/a.wav": 70, "no/deeper/c.wav": 55, "no/b.wav": 48}
LENGTH = 50


def sound(length, channels):
    t = np.arange(length * channels).reshape(length, channels)
    return tf.audio.encode_wav(np.sin(t * 0.7 + length).astype("float32") * 0.9, 8000).numpy()


def case(channels, **options):
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for path, length in FILES.items():
            place = os.path.join(folder, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            content = sound(length, channels)
            files[path] = base64.b64encode(content).decode()
            with open(place, "wb") as file:
                file.write(content)
        dataset = keras.utils.audio_dataset_from_directory(
            folder, batch_size=None, shuffle=False, verbose=False, **options)
        elements = [
            {"shape": list(x.shape), "inputs": [float(f"{v:.8g}") for v in x.numpy().ravel()],
             "targets": np.asarray(y).tolist()}
            for x, y in dataset
        ]
    return {"options": options, "classNames": dataset.class_names, "files": files, "elements": elements}


cases = [
    case(1, output_sequence_length=LENGTH),
    case(2, output_sequence_length=LENGTH, label_mode="categorical"),
    case(1, label_mode="binary", class_names=["yes", "no"]),
]
with open(os.path.join(HERE, "audio_folder.json"), "w") as file:
    json.dump(cases, file)
    file.write("\n")
