"""Shapes of the jobs, the same for all peers (bench/peers/shapes.ts)."""

from typing import NamedTuple

CNN_FILTERS = (32, 64, 64)
CNN_HIDDEN = 64
CLASSES = 10

GPT_VOCABULARY = 512
GPT_HEADS = 8
GPT_LAYERS = 4
GPT_LENGTH = 128
GPT_BATCH = 16


class GptShape(NamedTuple):
    vocabulary: int
    width: int
    layers: int
    heads: int
    length: int
    batch: int


def gpt_shape(width, layers=GPT_LAYERS):
    return GptShape(GPT_VOCABULARY, width, layers, GPT_HEADS, GPT_LENGTH, GPT_BATCH)


LSTM_UNITS = 128
LSTM_FEATURES = 32
LSTM_BATCH = 64

DENSE_LAYERS = 4
DENSE_BATCH = 128

TRIAD_FLOATS = 16 * 2**20

# Products in a row of the job for GPUs.
PRODUCTS = 8
