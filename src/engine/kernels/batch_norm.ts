import type * as tfjs from "../../deps/tfjs.ts";
import { bool, float, NO_ATTRS } from "./attrs.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;
type Inputs = {
  x: Info;
  mean: Info;
  variance: Info;
  scale?: Info | null;
  offset?: Info | null;
};

/** Normalises `x` with a mean and a variance that are known. */
export const fusedBatchNorm: tfjs.KernelConfig = defineKernel<Inputs, tfjs.FusedBatchNormAttrs>(
  "FusedBatchNorm",
  ({ backend, inputs: { x, mean, variance, scale, offset }, attrs: { varianceEpsilon } }) => {
    using scratch = new Scratch(backend);
    const epsilon = varianceEpsilon ?? 0.001;
    const parameters = [mean, variance, scale, offset];
    const isPerChannel = x.shape.length === 4 && x.dtype === "float32" &&
      x.shape.every((size) => size > 0) &&
      parameters.every((p) => !p || p.shape.length === 1 && p.shape[0] === x.shape[3]);
    if (isPerChannel) {
      const fill = (value: number) =>
        scratch.run("Fill", NO_ATTRS, [
          intVector(backend, [x.shape[3]!]),
          scalar(backend, value, "float32"),
        ]);
      const attrs = [float("epsilon", epsilon), bool("is_training", false)];
      const inputs = [x, scale ?? fill(1), offset ?? fill(0), mean, variance];
      const { context } = backend;
      const handles = inputs.map((input) => backend.handleOf(input));
      context.execute("FusedBatchNormV3", attrs, handles, 6);
      const [y, ...rest] = Array.from(context.outputs.subarray(0, 6));
      // What TensorFlow's own gradient would take; one has a shape that a trace does not know.
      for (const handle of rest) scratch.own(handle);
      return backend.fromHandle(y!, "FusedBatchNormV3");
    }
    const widened = [variance, scalar(backend, epsilon, "float32")];
    let factor = scratch.run("Rsqrt", NO_ATTRS, [scratch.run("AddV2", NO_ATTRS, widened)]);
    if (scale) factor = scratch.run("Mul", NO_ATTRS, [factor, scale]);
    const centred = scratch.run("Sub", NO_ATTRS, [x, mean]);
    if (!offset) return backend.runOne("Mul", NO_ATTRS, [centred, factor]);
    return backend.runOne(
      "AddV2",
      NO_ATTRS,
      [scratch.run("Mul", NO_ATTRS, [centred, factor]), offset],
    );
  },
);
