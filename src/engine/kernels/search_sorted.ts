import type * as tfjs from "../../deps/tfjs.ts";
import { NO_ATTRS } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

/** Where each value belongs in its row of sorted ones. */
export const searchSorted: tfjs.KernelConfig = defineKernel<
  { sortedSequence: tfjs.TensorInfo; values: tfjs.TensorInfo },
  tfjs.SearchSortedAttrs
>("SearchSorted", ({ backend, inputs: { sortedSequence, values }, attrs }) => {
  using scratch = new Scratch(backend);
  const dtype = sortedSequence.dtype === "int32" && values.dtype === "int32" ? "int32" : "float32";
  const inputs = [scratch.cast(sortedSequence, dtype), scratch.cast(values, dtype)];
  return backend.runOne(attrs.side === "left" ? "LowerBound" : "UpperBound", NO_ATTRS, inputs);
});
