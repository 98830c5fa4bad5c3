"""A folder of pictures through PyTorch's DataLoader, as bench/image_folder.ts reads it.

python image_folder.py make FOLDER COUNT      writes COUNT JPEGs of 320 x 240 in 10 classes
python image_folder.py read FOLDER COUNT WORKERS   prints milliseconds for COUNT pictures

Needs: pip install torch torchvision pillow numpy
"""
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def make(folder, count):
    for i in range(count):
        rng = np.random.default_rng(i)
        small = Image.fromarray(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8))
        image = small.resize((320, 240), Image.BICUBIC)
        draw = ImageDraw.Draw(image)
        for _ in range(6):
            x, y = (int(v) for v in rng.integers(0, [300, 220]))
            w, h = (int(v) for v in rng.integers(10, 90, 2))
            colour = tuple(int(v) for v in rng.integers(0, 256, 3))
            shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
            shape([x, y, x + w, y + h], fill=colour)
        noisy = np.asarray(image).astype(np.float32) + rng.normal(0, 12, (240, 320, 1))
        path = Path(folder) / f"class_{i % 10}" / f"{i:05d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(path, quality=90)


def read(folder, count, workers):
    import torch

    warnings.filterwarnings("ignore")
    try:
        import torchvision.transforms as transforms
    except RuntimeError:
        # torchvision's compiled half is for another build of torch: the transforms need none of it.
        for name in [n for n in sys.modules if n.startswith("torchvision")]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "DEF")
        for op in ["nms", "qnms"]:
            library.define(op + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision.transforms as transforms
    from torchvision.datasets import ImageFolder

    torch.set_num_threads(1)
    bilinear = transforms.InterpolationMode.BILINEAR
    data = ImageFolder(folder, transforms.Compose([
        transforms.Resize((224, 224)),
        transforms.RandomHorizontalFlip(),
        transforms.RandomRotation(15, interpolation=bilinear),
        transforms.ToTensor(),
    ]))
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(1))[:count]
    data = torch.utils.data.Subset(data, order.tolist())
    began = time.perf_counter()
    seen = 0
    for images, _ in torch.utils.data.DataLoader(data, batch_size=32, num_workers=workers):
        seen += len(images)
    print((time.perf_counter() - began) * 1000)
    assert seen == count


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
else:
    read(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
