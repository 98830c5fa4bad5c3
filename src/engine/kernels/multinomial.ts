import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { Steps } from "../random/steps.ts";
import { drawSeed } from "../random/tracing.ts";
import { uniform } from "../random/uniform.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { defineKernel } from "./define.ts";

const INCLUSIVE = [bool("exclusive", false), bool("reverse", false)];

/** {@linkcode tfjs.MultinomialAttrs}; without a seed the trace gives one. */
interface Attrs extends Omit<tfjs.MultinomialAttrs, "seed"> {
  seed?: number;
}

/**
 * Draws from categories whose logits or, if `normalized`, probabilities are given: the first whose
 * cumulative probability is above a uniform number.
 *
 * The same seed draws the same, also in compiled code; TensorFlow's own op does not promise it, or
 * is none for XLA. A seed may be any number; tfjs's default is a random fraction.
 */
export const multinomial: tfjs.KernelConfig = defineKernel<{ logits: tfjs.TensorInfo }, Attrs>(
  "Multinomial",
  ({ backend, inputs: { logits }, attrs: { numSamples, seed, normalized } }) => {
    const [batch, outcomes] = logits.shape as [number, number];
    using steps = new Steps(backend);
    const given = logits.dtype === "float32"
      ? backend.handleOf(logits)
      : steps.cast(backend.handleOf(logits), "float32");
    const shares = normalized ? given : steps.run("Softmax", NO_ATTRS, [given]);
    const sums = steps.run("Cumsum", INCLUSIVE, [shares, steps.integer(1)]); // [batch, outcomes]
    const total = steps.slice(sums, [0, outcomes - 1], [batch, 1]);
    const limits = steps.run("RealDiv", NO_ATTRS, [sums, total]);
    const ours = seed === undefined
      ? drawSeed(steps)
      : steps.constant(DType.int64, [2], BigInt64Array.of(bitsOf(seed), 0n));
    const points = uniform(steps, ours, { shape: [batch, numSamples] });
    return steps.result(steps.run("UpperBound", NO_ATTRS, [limits, points]), "Multinomial");
  },
);

function bitsOf(value: number): bigint {
  return new BigInt64Array(new Float64Array([value]).buffer)[0]!;
}
