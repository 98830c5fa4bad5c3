"""Writes example.safetensors with the format's own Python library, one array of each type.

python make_safetensors.py    (needs: pip install safetensors torch)
"""
from pathlib import Path

import torch
from safetensors.torch import save_file

arrays = {
    "float32": torch.tensor([[1.5, -2.25], [3e38, 0.0]]),
    "float64": torch.tensor([1e300, -0.0], dtype=torch.float64),
    "float16": torch.tensor([1.0, -2.0], dtype=torch.float16),
    "bfloat16": torch.tensor([1.0, -2.0], dtype=torch.bfloat16),
    "int8": torch.tensor([-128, 127, 0], dtype=torch.int8),
    "int16": torch.tensor([-32768, 32767], dtype=torch.int16),
    "int32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
    "int64": torch.tensor([-(2**63), 2**63 - 1], dtype=torch.int64),
    "uint8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
    "scalar": torch.tensor(42, dtype=torch.int32),
    "empty": torch.zeros([0, 3]),
    "名字 \"quoted\"": torch.tensor([7], dtype=torch.uint8),
}
save_file(arrays, Path(__file__).with_name("example.safetensors"), metadata={"format": "pt"})
