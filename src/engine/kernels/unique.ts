import { DType } from "../../core/dtype.ts";
import * as tfjs from "../../deps/tfjs.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

const INDEX_TYPE = [type("out_idx", DType.int32)];

/**
 * Distinct elements along an axis, and which of them each element is.
 *
 * TensorFlow tells every NaN from every other one and tfjs does not, so numbers are compared by
 * their bits, with one NaN and one zero.
 */
export const unique: tfjs.KernelConfig = defineKernel<{ x: tfjs.TensorInfo }, tfjs.UniqueAttrs>(
  "Unique",
  ({ backend, inputs: { x }, attrs }) => {
    const axis = intVector(backend, tfjs.util.parseAxisParam(attrs.axis ?? 0, x.shape));
    using scratch = new Scratch(backend);
    if (x.dtype === "bool") {
      const number = scratch.cast(x, "int32");
      const [values, indices] = backend.run("UniqueV2", INDEX_TYPE, [number, axis], 2);
      scratch.keep(values!);
      return [backend.runOne("Cast", [type("DstT", DType.bool)], [values!]), indices!];
    }
    if (x.dtype !== "float32") return backend.run("UniqueV2", INDEX_TYPE, [x, axis], 2);
    const isNumber = scratch.run("Equal", NO_ATTRS, [x, x]);
    const positive = scratch.run("AddV2", NO_ATTRS, [x, scalar(backend, 0, "float32")]);
    const nan = scalar(backend, NaN, "float32");
    const plain = scratch.run("SelectV2", NO_ATTRS, [isNumber, positive, nan]);
    const bits = scratch.run("Bitcast", [type("type", DType.int32)], [plain]);
    const [values, indices] = backend.run("UniqueV2", INDEX_TYPE, [bits, axis], 2);
    scratch.keep(values!);
    return [backend.runOne("Bitcast", [type("type", DType.float32)], [values!]), indices!];
  },
);
