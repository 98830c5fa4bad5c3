"""Writes pca.json: principal components by NumPy's singular value decomposition."""

import json
import pathlib

import numpy as np


def case(points: np.ndarray) -> dict:
    centred = points - points.mean(axis=0)
    left, singular, right = np.linalg.svd(centred, full_matrices=False)
    scores = left[:, :2] * singular[:2]
    # A component's largest entry is positive.
    signs = np.sign([row[np.argmax(np.abs(row))] for row in right[:2]])
    shares = singular**2 / np.sum(singular**2)
    return {
        "points": points.tolist(),
        "scores": np.round(scores * signs, 10).tolist(),
        "shares": np.round(shares[:2], 12).tolist(),
    }


random = np.random.default_rng(7)
tall = np.round(random.normal(size=(14, 5)) * [3, 1, 2, 0.5, 0.1], 3)
wide = np.round(random.normal(size=(6, 17)) + np.outer(random.normal(size=6), np.ones(17)), 3)
# The second and third share of the variance differ by a hundredth only.
close = np.round(random.normal(size=(60, 4)) * [2, 1.0, 0.995, 0.99], 3)
path = pathlib.Path(__file__).with_name("pca.json")
cases = {"tall": case(tall), "wide": case(wide), "close": case(close)}
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
