import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

const INT32_RESULT = [type("output_dtype", DType.int32)];

/**
 * Draws from categories whose logits or, if `normalized`, probabilities are given.
 *
 * The same seed draws the same, which TensorFlow's stateful op does not promise. A seed may be any
 * number; tfjs's default is a random fraction.
 */
export const multinomial: tfjs.KernelConfig = defineKernel<
  { logits: tfjs.TensorInfo },
  tfjs.MultinomialAttrs
>("Multinomial", ({ backend, inputs, attrs: { numSamples, seed, normalized } }) => {
  using scratch = new Scratch(backend);
  const given = scratch.cast(inputs.logits, "float32");
  const logits = normalized ? scratch.run("Log", NO_ATTRS, [given]) : given;
  const bits = new Int32Array(new Float64Array([seed]).buffer);
  const drawn = [logits, scalar(backend, numSamples), intVector(backend, [...bits])];
  return backend.runOne("StatelessMultinomial", INT32_RESULT, drawn);
});
