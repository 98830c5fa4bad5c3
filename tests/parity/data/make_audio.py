"""Makes the numbers that features of sound are held against.

    python make_audio.py             # audio.json, with keras 3.15 on tensorflow 2.21
    python make_audio.py --librosa   # audio_librosa.json, with librosa 0.11

The test makes the same sound: see sound().
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def sound(rows, samples):
    i = np.arange(rows * samples, dtype="float64")
    return (0.5 * np.sin(i * 0.05) + 0.3 * np.sin(i * 1.1) + 0.1 * np.sin(i * i * 0.0007)).astype("float32").reshape(rows, samples)


def entry(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": [float(f"{v:.7g}") for v in array.ravel()]}


def of_tensorflow():
    import keras
    import tensorflow as tf

    x = sound(2, 300)

    def power(**options):
        window = options.pop("window", "hann")
        fn = {"hann": tf.signal.hann_window, "hamming": tf.signal.hamming_window, None: None}[window]
        return entry(np.abs(tf.signal.stft(x, window_fn=fn, **options).numpy()) ** 2)

    frames = [
        dict(frame_length=64, frame_step=32),
        dict(frame_length=50, frame_step=20, fft_length=64, window="hamming", pad_end=True),
        dict(frame_length=33, frame_step=40, fft_length=40, window=None),
        dict(frame_length=33, frame_step=40, fft_length=48),
    ]
    filters = [
        {},
        dict(num_mel_bins=9, num_spectrogram_bins=33, sample_rate=16000, lower_edge_hertz=0.0, upper_edge_hertz=8000.0),
    ]
    mels = [
        dict(fft_length=128, sequence_stride=64, sampling_rate=8000, num_mel_bins=12),
        dict(fft_length=128, sequence_stride=50, sequence_length=100, sampling_rate=8000, num_mel_bins=10,
             power_to_db=False, mag_exp=1.0, min_freq=50.0, max_freq=3000.0),
        dict(fft_length=100, sequence_stride=64, sequence_length=75, sampling_rate=8000, num_mel_bins=8, top_db=20.0,
             ref_power=2.0, window="hamming"),
    ]
    log_mel = np.log(np.abs(sound(3, 14)) + 0.01)
    # A gradient by the sound, in float64: logarithms of weak bands magnify what float32 rounds.
    v = tf.Variable(x.astype("float64"))
    with tf.GradientTape() as tape:
        spec = tf.abs(tf.signal.stft(v, 64, 32)) ** 2
        mel = tf.matmul(spec, tf.signal.linear_to_mel_weight_matrix(10, 33, dtype=tf.float64))
        coefficients = tf.signal.mfccs_from_log_mel_spectrograms(tf.math.log(mel + 1e-3))
        loss = tf.reduce_sum(tf.square(coefficients[..., :6]))
    return {
        "spectrogram": [{"options": o, "result": power(**dict(o))} for o in frames],
        "filters": [{"options": o, "result": entry(tf.signal.linear_to_mel_weight_matrix(**o))} for o in filters],
        "mel": [{"options": o, "result": entry(keras.layers.MelSpectrogram(**o)(x))} for o in mels],
        "mfcc": {"input": entry(log_mel), "result": entry(tf.signal.mfccs_from_log_mel_spectrograms(log_mel))},
        "gradient": entry(tape.gradient(loss, v)),
    }


def of_librosa():
    import librosa

    x = sound(1, 600)[0]
    filters = [
        dict(sr=8000, n_fft=128, n_mels=10),
        dict(sr=16000, n_fft=256, n_mels=14, fmin=100.0, fmax=7000.0, htk=True, norm=None),
    ]
    return {
        "filters": [{"options": o, "result": entry(librosa.filters.mel(**o).T)} for o in filters],
        "mel": entry(librosa.feature.melspectrogram(
            y=x, sr=8000, n_fft=128, hop_length=64, n_mels=10, pad_mode="reflect")),
    }


librosa_too = "--librosa" in sys.argv
name = "audio_librosa.json" if librosa_too else "audio.json"
with open(os.path.join(HERE, name), "w") as file:
    json.dump(of_librosa() if librosa_too else of_tensorflow(), file)
    file.write("\n")
