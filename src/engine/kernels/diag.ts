import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

/** A tensor with `x` on its diagonal and zeros elsewhere. */
export const diag: tfjs.KernelConfig = defineKernel<{ x: tfjs.TensorInfo }>(
  "Diag",
  ({ backend, inputs: { x } }) => {
    if (x.dtype !== "bool") return backend.runOne("Diag", NO_ATTRS, [x]);
    using scratch = new Scratch(backend);
    const numbers = scratch.run("Diag", NO_ATTRS, [scratch.cast(x, "int32")]);
    return backend.runOne("Cast", [type("DstT", DType.bool)], [numbers]);
  },
);
