"""The GPT-2 that is trained on a GPU: shapes, weights and tokens, the same for all (gpt2.ts)."""

import numpy as np

from shapes import GptShape

# Sizes are in millions of weights; the small one is for rehearsals, and so that a loss tells of
# every weight, its weights are large.
SHAPES = {124: GptShape(50_257, 768, 12, 12, 1024, 16)}
REHEARSAL = GptShape(211, 32, 2, 4, 64, 4)
SCALE, REHEARSAL_SCALE = 0.02, 0.15

RATE, BETA2, DECAY = 6e-4, 0.95, 0.1

TOKENS_START = 2**30


def shape_of(size):
    return SHAPES.get(size, REHEARSAL)


def mixed(start, count):
    """Random integers below 2**32, one for each place from `start` on (MurmurHash3's finish)."""
    h = np.arange(start, start + count, dtype=np.uint64).astype(np.uint32)
    h *= np.uint32(0x9E3779B1)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return h


class Weights:
    """Makes matrices of random numbers, one after another: all peers draw them in one order."""

    def __init__(self, size):
        self.scale = SCALE if size in SHAPES else REHEARSAL_SCALE
        self.place = 0

    def matrix(self, rows, columns):
        values = mixed(self.place, rows * columns) / 2**32 - 0.5
        self.place += rows * columns
        return (values * (self.scale * 12**0.5)).astype(np.float32).reshape(rows, columns)


def tokens(shape):
    """Two of [batch, length]: what is read, and what comes next."""
    text = mixed(TOKENS_START, shape.batch * (shape.length + 1)) % np.uint32(shape.vocabulary)
    text = text.astype(np.int32).reshape(shape.batch, shape.length + 1)
    return text[:, :-1], text[:, 1:]
