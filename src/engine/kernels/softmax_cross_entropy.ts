/** Cross entropy of logits with its slope, which TensorFlow computes in one op. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { LOWEST_LOGIT } from "../fused/softmax_cross_entropy.ts";
import { NO_ATTRS } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
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

const sparse = defineKernel<Inputs>(
  "SparseSoftmaxCrossEntropyWithLogits",
  ({ backend, inputs: { labels, logits } }) =>
    backend.run("SparseSoftmaxCrossEntropyWithLogits", NO_ATTRS, [logits, labels], 2),
);

/** Both: the loss of each row, and by how much it grows with each logit. */
export const crossEntropyKernels: tfjs.KernelConfig[] = [dense, sparse];
