"""Writes preprocess.json: what scikit-learn's scalers, imputers and encoders make of small data.

python make_preprocess.py    (needs: pip install scikit-learn)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, RobustScaler, StandardScaler
from sklearn.utils.class_weight import compute_class_weight

rng = np.random.default_rng(1)
rows = np.round(rng.normal(size=(9, 3)) * [1, 100, 0] + [0, 1000, 5], 3)
rows[:, 0] = [1, 2, 2, 3, 50, -4, 0, 0.5, 2]
missing = rows.copy()
missing[2, 0] = missing[5, 1] = missing[6, 1] = np.nan
others = np.array([[0, 0, 0], [1.5, 999, 6]])
labels = ["dog", "cat", "Äffe", "cat", "10", "9"]
classes = [0, 0, 2, 0, 2, 1, 0]


def plain(array):
    return [[None if np.isnan(v) else v for v in row] for row in array.tolist()]


golden = {
    "rows": plain(rows),
    "missing": plain(missing),
    "others": plain(others),
    "scalers": {
        name: {
            "others": plain(make().fit(rows).transform(others)),
            "missing": plain(make().fit(missing).transform(missing)),
        }
        for name, make in [
            ("standard", StandardScaler),
            ("minMax", MinMaxScaler),
            ("robust", RobustScaler),
        ]
    },
    "imputers": {
        name: plain(SimpleImputer(strategy=strategy).fit(missing).transform(missing))
        for name, strategy in [
            ("mean", "mean"),
            ("median", "median"),
            ("mostFrequent", "most_frequent"),
        ]
    },
    "labels": labels,
    "encoded": LabelEncoder().fit_transform(labels).tolist(),
    "classes": classes,
    "weights": compute_class_weight("balanced", classes=np.arange(3), y=classes).tolist(),
}
text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
Path(__file__).with_name("preprocess.json").write_text(text + "\n", encoding="utf-8")
