/** Cross entropy of logits with its slope. @module */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { LOWEST_LOGIT } from "../fused/softmax_cross_entropy.ts";
import { isTracing } from "../op_context.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";
import { isOfLanes, softmaxPartsOfRows, sumOfRows } from "./row_sums.ts";
import { Scratch } from "./scratch.ts";

type Inputs = { labels: tfjs.TensorInfo; logits: tfjs.TensorInfo };

const dense = defineKernel<Inputs>(
  "SoftmaxCrossEntropyWithLogits",
  ({ backend, inputs: { labels, logits } }) => {
    using scratch = new Scratch(backend);
    // TensorFlow multiplies a masked logit's infinity with its label of 0.
    const lowest = scalar(backend, LOWEST_LOGIT, "float32");
    const bounded = scratch.run("Maximum", NO_ATTRS, [logits, lowest]);
    return backend.run("SoftmaxCrossEntropyWithLogits", NO_ATTRS, [bounded, labels], 2);
  },
);

/** Below this many classes a float32 tells each number from its neighbours. */
const MOST_CLASSES = 2 ** 24;

const sparse = defineKernel<Inputs>(
  "SparseSoftmaxCrossEntropyWithLogits",
  ({ backend, inputs: { labels, logits } }) => {
    const { context } = backend;
    const [rows, classes] = logits.shape as [number, number];
    const mayPay = isTracing(context) && !context.xla && !backend.isGPUPackage &&
      logits.dtype === "float32" && rows > 0 && isOfLanes(classes) && classes <= MOST_CLASSES;
    return mayPay
      ? inParts(backend, { labels, logits })
      : backend.run("SparseSoftmaxCrossEntropyWithLogits", NO_ATTRS, [logits, labels], 2);
  },
);

/** The sparse one as steps that XLA compiles on their own; TensorFlow's kernel takes four times as long. */
function inParts(backend: TensorflowBackend, { labels, logits }: Inputs): tfjs.Tensor[] {
  using f = new Formula(backend);
  const [rows, classes] = logits.shape as [number, number];
  // XLA does not look whether there is such a class: a table of the classes' own numbers does.
  const table = f.run("Range", NO_ATTRS, [f.number(0), f.number(classes), f.number(1)]);
  const known = f.run("GatherV2", NO_ATTRS, [table, f.of(labels), f.integer(0)]);
  const results = f.together("SparseCrossEntropy", [f.of(logits), known], (f, [x, label]) => {
    if (!f.isForXla) {
      const labels = f.run("Cast", [type("DstT", DType.int32)], [label!]);
      return f.runAll("SparseSoftmaxCrossEntropyWithLogits", NO_ATTRS, {
        inputs: [x!, labels],
        outputs: 2,
      });
    }
    const shape = logits.shape;
    const numbers = f.run("Range", NO_ATTRS, [f.number(0), f.number(classes), f.number(1)]);
    const isLabel = f.run("Equal", NO_ATTRS, [f.reshape(label!, [rows, 1]), numbers]);
    const { below, powers, sum } = softmaxPartsOfRows(f, { x: x!, shape });
    const chosen = sumOfRows(f, { x: f.select(isLabel, below, f.number(0)), shape });
    const losses = f.reshape(f.sub(f.unary("Log", sum), chosen), [rows]);
    const shares = f.run("RealDiv", NO_ATTRS, [powers, sum]);
    return [losses, f.select(isLabel, f.sub(shares, 1), shares)];
  });
  return results.map((result) => f.result(result, "SparseSoftmaxCrossEntropyWithLogits"));
}

/** Both: the loss of each row, and by how much it grows with each logit. */
export const crossEntropyKernels: tfjs.KernelConfig[] = [dense, sparse];
