/** Counts of whole numbers. @module */

import { shapeSize } from "../../core/shape.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { explained } from "./explained.ts";
import { Scratch } from "./scratch.ts";

type Inputs = { x: tfjs.TensorInfo; weights: tfjs.TensorInfo };

/** A vector of all elements, as XLA wants it. */
function flat(scratch: Scratch, all: tfjs.TensorInfo): tfjs.TensorInfo {
  return scratch.reshape(all, [shapeSize(all.shape)]);
}

const bincount = defineKernel<Inputs, tfjs.BincountAttrs>(
  "Bincount",
  ({ backend, inputs: { x, weights }, attrs: { size } }) => {
    using scratch = new Scratch(backend);
    const values = flat(scratch, scratch.cast(x, "int32"));
    const inputs = [values, scalar(backend, size), flat(scratch, weights)];
    return explained(() => backend.runOne("Bincount", NO_ATTRS, inputs));
  },
);

const denseBincount = defineKernel<Inputs, tfjs.DenseBincountAttrs>(
  "DenseBincount",
  ({ backend, inputs: { x, weights }, attrs: { size, binaryOutput } }) => {
    using scratch = new Scratch(backend);
    const values = scratch.cast(x, "int32");
    // XLA reads past a single number.
    const counted = x.shape.length === 0 ? flat(scratch, values) : values;
    const attrs = [bool("binary_output", binaryOutput ?? false)];
    return explained(() =>
      backend.runOne("DenseBincount", attrs, [counted, scalar(backend, size), weights])
    );
  },
);

/** Both of them. */
export const bincountKernels: tfjs.KernelConfig[] = [bincount, denseBincount];
