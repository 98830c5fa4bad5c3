/** Casts between dtypes. @module */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { castHandle } from "../cast_handle.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";
import { fitForInt32, isForXla } from "./xla_numbers.ts";

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
  ({ backend, inputs, attrs: { dtype } }) => {
    if (inputs.x.dtype === dtype) {
      const { dataId, shape } = inputs.x;
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    }
    if (inputs.x.dtype === "string" || dtype === "string") {
      throw new TypeError(
        `Cannot cast ${inputs.x.dtype} to ${dtype}: strings are converted with JavaScript, from ` +
          "await x.data()",
      );
    }
    using scratch = new Scratch(backend);
    // Of a complex number the real part counts; TensorFlow's cast to bool leaves that to the machine.
    const x = inputs.x.dtype === "complex64" ? scratch.run("Real", NO_ATTRS, [inputs.x]) : inputs.x;
    if (x.dtype === "float32" && dtype === "int32") {
      const wide = scratch.int64(isForXla(backend, x) ? scratch.keep(fitForInt32(backend, x)) : x);
      return backend.fromHandle(castHandle(backend.context, wide, DType.int32), "Cast");
    }
    return x.dtype === dtype
      ? backend.runOne("Identity", NO_ATTRS, [x])
      : backend.runOne("Cast", TO[dtype] ?? [type("DstT", tfjsDType(dtype))], [x]);
  },
);
