/** Batch norm with the mean and the variance of the batch itself, and its gradients. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import { bool, float, text } from "./attrs.ts";
import { floatVector } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";

type Info = tfjs.TensorInfo;
type Attrs = { axis: number; epsilon: number };

/** A tensor with its channels on one of its axes as the four axes that TensorFlow's op wants. */
interface Layout {
  shape: number[];
  attrs: OpAttr[];
  channels: number;
  /** Elements per channel. */
  count: number;
}

function layoutOf({ shape }: Info, { axis, epsilon }: Attrs): Layout {
  const size = (lengths: number[]) => lengths.reduce((product, length) => product * length, 1);
  const [before, channels, after] = [
    size(shape.slice(0, axis)),
    shape[axis]!,
    size(shape.slice(axis + 1)),
  ];
  const isLast = after === 1;
  return {
    shape: isLast ? [before, 1, 1, channels] : [before, channels, after, 1],
    attrs: [
      float("epsilon", epsilon),
      bool("is_training", true),
      text("data_format", isLast ? "NHWC" : "NCHW"),
    ],
    channels,
    count: before * after,
  };
}

type Inputs = { x: Info; gamma?: Info; beta?: Info };

/** The result, mean and variance, and the three that TensorFlow's gradient wants back. */
const batchNorm = defineKernel<Inputs, Attrs>("BatchNorm", ({ backend, inputs, attrs }) => {
  using f = new Formula(backend);
  const layout = layoutOf(inputs.x, attrs);
  const none = f.of(floatVector(backend, []));
  const [y, mean, unbiased, ...reserved] = f.runAll("FusedBatchNormV3", layout.attrs, {
    inputs: [
      f.reshape(f.of(inputs.x), layout.shape),
      inputs.gamma ? f.of(inputs.gamma) : f.fill([layout.channels], 1),
      inputs.beta ? f.of(inputs.beta) : f.fill([layout.channels], 0),
      none,
      none,
    ],
    outputs: 6,
  });
  // TensorFlow's estimates the variance of what the batch was drawn from.
  const { count } = layout;
  const variance = count > 1 ? f.mul(unbiased!, (count - 1) / count) : unbiased!;
  return [
    f.result(f.reshape(y!, inputs.x.shape), "BatchNorm"),
    f.result(mean!, "BatchNorm"),
    f.result(variance, "BatchNorm"),
    f.result(reserved[0]!, "BatchNorm"),
    f.result(reserved[1]!, "BatchNorm"),
    // Notes of cuDNN, of a size that it alone knows; elsewhere empty.
    f.resultOf(reserved[2]!, [0]),
  ];
});

type GradInputs = { dy: Info; x: Info; gamma?: Info; first: Info; second: Info; third: Info };

/** Gradients of x, gamma and beta. */
const batchNormGrad = defineKernel<GradInputs, Attrs>(
  "BatchNormGrad",
  ({ backend, inputs, attrs }) => {
    using f = new Formula(backend);
    const layout = layoutOf(inputs.x, attrs);
    const [dx, dgamma, dbeta] = f.runAll("FusedBatchNormGradV3", layout.attrs, {
      inputs: [
        f.reshape(f.of(inputs.dy), layout.shape),
        f.reshape(f.of(inputs.x), layout.shape),
        inputs.gamma ? f.of(inputs.gamma) : f.fill([layout.channels], 1),
        f.of(inputs.first),
        f.of(inputs.second),
        f.of(inputs.third),
      ],
      outputs: 5,
    });
    const steps = [f.reshape(dx!, inputs.x.shape), dgamma!, dbeta!];
    return steps.map((step) => f.result(step, "BatchNormGrad"));
  },
);

/** Both. */
export const batchNormTrainingKernels: tfjs.KernelConfig[] = [batchNorm, batchNormGrad];
