/** Counts of whole numbers. @module */

import { shapeSize } from "../../core/shape.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { explained } from "./explained.ts";
import { Scratch } from "./scratch.ts";

type Inputs = { x: tfjs.TensorInfo; weights: tfjs.TensorInfo };

const bincount = defineKernel<Inputs, tfjs.BincountAttrs>(
  "Bincount",
  ({ backend, inputs: { x, weights }, attrs: { size } }) => {
    using scratch = new Scratch(backend);
    // XLA wants vectors.
    const flat = (all: tfjs.TensorInfo) =>
      all.shape.length < 2 ? all : scratch.reshape(all, [shapeSize(all.shape)]);
    const values = flat(scratch.cast(x, "int32"));
    return explained(() =>
      backend.runOne("Bincount", NO_ATTRS, [values, scalar(backend, size), flat(weights)])
    );
  },
);

const denseBincount = defineKernel<Inputs, tfjs.DenseBincountAttrs>(
  "DenseBincount",
  ({ backend, inputs: { x, weights }, attrs: { size, binaryOutput } }) => {
    using scratch = new Scratch(backend);
    const values = scratch.cast(x, "int32");
    const attrs = [bool("binary_output", binaryOutput ?? false)];
    return explained(() =>
      backend.runOne("DenseBincount", attrs, [values, scalar(backend, size), weights])
    );
  },
);

/** Both of them. */
export const bincountKernels: tfjs.KernelConfig[] = [bincount, denseBincount];
