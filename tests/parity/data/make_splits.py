"""Writes splits.json: folds of scikit-learn where no random numbers are in them.

python make_splits.py    (needs: pip install scikit-learn)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit

rng = np.random.default_rng(0)
labels = [rng.integers(0, k, n).tolist() for k, n in [(2, 11), (3, 50), (10, 97)]]
labels.append(["b"] * 7 + ["a"] * 4 + ["c"] * 2)
groups = [[0] * 7 + [1] * 5 + [2] * 4 + [3] * 2 + [4], ["x", "y", "x", "z", "y", "x"]]


def tests(splitter, *arguments):
    return [test.tolist() for _, test in splitter.split(*arguments)]


golden = {
    "k_fold": [
        {"size": n, "splits": k, "tests": tests(KFold(k), np.zeros(n))}
        for n, k in [(5, 2), (10, 3), (7, 7), (23, 5)]
    ],
    "stratified": [
        {"labels": y, "splits": k, "tests": tests(StratifiedKFold(k), np.zeros(len(y)), y)}
        for y in labels
        for k in (2, 3, 5)
    ],
    "groups": [
        {"groups": g, "splits": k, "tests": tests(GroupKFold(k), np.zeros(len(g)), None, g)}
        for g, k in [(groups[0], 2), (groups[0], 3), (groups[1], 2), (groups[1], 3)]
    ],
    "time": [
        {
            "size": n,
            "options": o,
            "folds": [
                [train.tolist(), test.tolist()]
                for train, test in TimeSeriesSplit(**o).split(np.zeros(n))
            ],
        }
        for n, o in [
            (6, {"n_splits": 2}),
            (23, {}),
            (20, {"n_splits": 3, "test_size": 2, "gap": 1}),
            (20, {"n_splits": 4, "max_train_size": 5}),
        ]
    ],
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("splits.json").write_text(text + "\n")
