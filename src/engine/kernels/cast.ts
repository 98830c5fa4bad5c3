/** Casts between dtypes. @module */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { castHandle } from "../cast_handle.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import { type } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

const TO = {
  float32: [type("DstT", DType.float32)],
  int32: [type("DstT", DType.int32)],
  bool: [type("DstT", DType.bool)],
  complex64: [type("DstT", DType.complex64)],
  string: [type("DstT", DType.string)],
} as const;

/**
 * `Cast`. From float32 to int32 the fraction is cut off, what does not fit wraps around and NaN
 * becomes 0, as JavaScript's typed arrays do it on tfjs's other backends. TensorFlow's own cast
 * gives a value that depends on the machine; by way of int64 it gives that one.
 */
export const cast: tfjs.KernelConfig = defineKernel<{ x: tfjs.TensorInfo }, tfjs.CastAttrs>(
  "Cast",
  ({ backend, inputs: { x }, attrs: { dtype } }) => {
    if (x.dtype === dtype) {
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype };
    }
    if (x.dtype === "float32" && dtype === "int32") {
      using scratch = new Scratch(backend);
      const wide = scratch.int64(x);
      return backend.fromHandle(castHandle(backend.context, wide, DType.int32), "Cast");
    }
    if (x.dtype === "string" || dtype === "string") {
      throw new TypeError(
        `Cannot cast ${x.dtype} to ${dtype}: strings are converted with JavaScript, from ` +
          "await x.data()",
      );
    }
    return backend.runOne("Cast", TO[dtype] ?? [type("DstT", tfjsDType(dtype))], [x]);
  },
);
