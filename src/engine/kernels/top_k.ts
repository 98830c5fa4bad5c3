/** The greatest numbers of each row. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { bool } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";

// In order also where that is not asked for: XLA gives no other one, and it costs next to nothing.
const SORTED = [bool("sorted", true)];

/** `TopK`: the `k` greatest numbers along the last axis, in order, and their places. */
export const topK: tfjs.KernelConfig = defineKernel<{ x: tfjs.TensorInfo }, tfjs.TopKAttrs>(
  "TopK",
  ({ backend, inputs: { x }, attrs: { k } }) =>
    backend.run("TopKV2", SORTED, [x, scalar(backend, k ?? 1)], 2),
);
