/** Boxes that do not overlap. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";
import { Scratch } from "./scratch.ts";

type Inputs = { boxes: tfjs.TensorInfo; scores: tfjs.TensorInfo };

/** `NonMaxSuppressionV4`: the boxes of the highest scores, and how many they are. */
export const nonMaxSuppressionV4: tfjs.KernelConfig = defineKernel<
  Inputs,
  tfjs.NonMaxSuppressionV4Attrs
>("NonMaxSuppressionV4", ({ backend, inputs: { boxes, scores }, attrs }) => {
  const { maxOutputSize, iouThreshold, scoreThreshold, padToMaxOutputSize } = attrs;
  const inputs = [
    boxes,
    scores,
    scalar(backend, maxOutputSize),
    scalar(backend, iouThreshold, "float32"),
    scalar(backend, scoreThreshold, "float32"),
  ];
  const opAttrs = [bool("pad_to_max_output_size", padToMaxOutputSize)];
  const [selected, valid] = backend.run("NonMaxSuppressionV4", opAttrs, inputs, 2);
  const { context } = backend;
  if (!(padToMaxOutputSize && isTracing(context) && context.xla)) return [selected!, valid!];
  using scratch = new Scratch(backend);
  return [padded(backend, scratch.keep(selected!), valid!), valid!];
});

/** `selected` with 0 behind those that are valid, where XLA has other boxes. */
function padded(
  backend: TensorflowBackend,
  selected: tfjs.Tensor,
  valid: tfjs.Tensor,
): tfjs.Tensor {
  using f = new Formula(backend);
  const [zero, one] = [f.integer(0), f.integer(1)];
  const place = f.run("Range", NO_ATTRS, [zero, f.integer(selected.size), one]);
  const isValid = f.run("Less", NO_ATTRS, [place, f.of(valid)]);
  return f.result(f.select(isValid, f.of(selected), zero), "NonMaxSuppressionV4");
}
