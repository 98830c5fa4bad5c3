"""Reads example.tfevents with TensorBoard's own reader and compares it with what was written.

deno run -A tests/parity/tracking/example_run.ts && python check_events.py
(needs: pip install tensorboard tensorflow-cpu numpy pillow)
"""
import io
import math
from pathlib import Path

import numpy as np
from PIL import Image
from tensorboard.backend.event_processing import event_accumulator, event_file_loader
from tensorboard.plugins.histogram import summary_v2 as histograms
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

file = Path(__file__).with_name("example.tfevents")
events = list(event_file_loader.RawEventFileLoader(str(file)).Load())
print(len(events), "records with good checksums")
assert len(events) == 14 + 1, len(events)

run = event_accumulator.EventAccumulator(str(file), {"tensors": 0, "scalars": 0, "images": 0})
run.Reload()
assert run.file_version == 2


def values(tag):
    return {e.step: tensor_util.make_ndarray(e.tensor_proto) for e in run.Tensors(tag)}


loss = values("loss/train")
assert loss[1] == 0.5 and math.isnan(loss[2**40]) and loss[-1] == -math.inf, loss
assert run.Tensors("accuracy")[0].wall_time == 1700000000.5
assert run.summary_metadata["accuracy"].plugin_data.plugin_name == "scalars"

weights = np.arange(300, dtype=np.float32) / 100 - 1
np.testing.assert_allclose(values("weights")[3], histograms._buckets(weights).numpy(), rtol=1e-6)
np.testing.assert_allclose(values("equal")[3], histograms._buckets(np.float32([2, 2, 2])).numpy())
assert values("none")[3].shape == (0, 3)

image = values("gray")[4]
assert list(image[:2]) == [b"3", b"2"], image
pixels = np.array(Image.open(io.BytesIO(image[2])))
assert pixels.reshape(-1).tolist() == [0, 255, 128, 64, 32, 16]

assert values("notes")[5].tolist() == ["**bold** 名字".encode()]

labels, scores = np.array([0, 0, 1, 1, 1], bool), np.array([0.1, 0.4, 0.35, 0.8, 1.0])
at = np.arange(5) / 4
tp = [(labels & (scores >= t)).sum() for t in at]
fp = [(~labels & (scores >= t)).sum() for t in at]
curve = values("curve")[6]
assert curve[0].tolist() == tp and curve[1].tolist() == fp, curve
np.testing.assert_allclose(curve[4], np.array(tp) / np.maximum(1e-7, np.add(tp, fp)), rtol=1e-6)
np.testing.assert_allclose(curve[5], np.array(tp) / 3, rtol=1e-6)

parsed = {
    tag: plugin_data_pb2.HParamsPluginData.FromString(run.summary_metadata[tag].plugin_data.content)
    for tag in run.summary_metadata
    if tag.startswith("_hparams_")
}
start = parsed["_hparams_/session_start_info"].session_start_info
assert start.hparams["rate"].number_value == 0.001
assert start.hparams["optimizer"].string_value == "adam"
assert start.hparams["amsgrad"].HasField("bool_value") and not start.hparams["amsgrad"].bool_value
experiment = parsed["_hparams_/experiment"].experiment
assert [i.name for i in experiment.hparam_infos] == ["rate", "optimizer", "amsgrad"]
assert experiment.metric_infos[0].name.tag == "loss/train"
assert parsed["_hparams_/session_end_info"].session_end_info.status == 1
print("all as written")
