/** Kernels with a bias and an activation in one: `FusedConv2D`, `FusedDepthwiseConv2D`, `_FusedMatMul`. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { leakyReluOf, preluOf } from "./activation.ts";
import { NO_ATTRS } from "./attrs.ts";
import { conv2d, depthwiseConv2d } from "./conv.ts";
import { defineKernel } from "./define.ts";
import { matMul } from "./mat_mul.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;

/** What follows the product. */
interface Epilogue {
  bias?: Info | null;
  preluActivationWeights?: Info | null;
}

interface EpilogueAttrs {
  activation?: tfjs.backend_util.Activation | null;
  leakyreluAlpha?: number;
}

/** tfjs's activations that are one op. */
const ACTIVATIONS: Record<string, string> = {
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
};

/** Adds the bias to `raw` and applies the activation; `raw` is disposed if it is not the result. */
function finish(
  backend: TensorflowBackend,
  raw: tfjs.Tensor,
  inputs: Epilogue,
  attrs: EpilogueAttrs & { dataFormat?: "NHWC" | "NCHW" },
): tfjs.Tensor {
  const isFirst = attrs.dataFormat === "NCHW";
  let current = raw;
  const replace = (next: tfjs.Tensor) => {
    current.dispose();
    current = next;
  };
  try {
    using scratch = new Scratch(backend);
    if (inputs.bias) {
      const bias = perChannel(scratch, inputs.bias, isFirst);
      replace(addBias(backend, current, bias));
    }
    const { activation } = attrs;
    if (activation && activation !== "linear") {
      const weights = inputs.preluActivationWeights;
      const alpha = weights ? perChannel(scratch, weights, isFirst) : undefined;
      replace(activate(backend, current, activation, { alpha, leak: attrs.leakyreluAlpha ?? 0.2 }));
    }
    return current;
  } catch (error) {
    current.dispose();
    throw error;
  }
}

function addBias(backend: TensorflowBackend, x: tfjs.Tensor, bias: Info): tfjs.Tensor {
  const isVector = bias.shape.length === 1 && bias.shape[0] === x.shape.at(-1) && x.rank > 1;
  const op = isVector && bias.dtype === x.dtype ? "BiasAdd" : "AddV2";
  return backend.runOne(op, NO_ATTRS, [x, bias]);
}

function activate(
  backend: TensorflowBackend,
  x: tfjs.Tensor,
  activation: string,
  { alpha, leak }: { alpha: Info | undefined; leak: number },
): tfjs.Tensor {
  if (activation === "leakyrelu") return leakyReluOf(backend, x, leak);
  if (activation === "prelu" && alpha !== undefined) return preluOf(backend, x, alpha);
  const op = ACTIVATIONS[activation];
  if (op === undefined) {
    throw new RangeError(
      `Cannot fuse the activation "${activation}": it must be linear, leakyrelu, prelu with ` +
        `preluActivationWeights, ${Object.keys(ACTIVATIONS).join(", ")}`,
    );
  }
  return backend.runOne(op, NO_ATTRS, [x]);
}

/** One value per channel must lie along axis 1 when the channels come first. */
function perChannel(scratch: Scratch, info: Info, isFirst: boolean): Info {
  if (!isFirst || info.shape.length !== 1 || info.shape[0] === 1) return info;
  return scratch.reshape(info, [info.shape[0]!, 1, 1]);
}

type ConvInputs = { x: Info; filter: Info } & Epilogue;

const fusedConv2d = defineKernel<ConvInputs, tfjs.FusedConv2DAttrs & EpilogueAttrs>(
  "FusedConv2D",
  ({ backend, inputs, attrs }) => {
    const { x, filter } = inputs;
    return finish(backend, conv2d(backend, { x, filter, attrs }), inputs, attrs);
  },
);

const fusedDepthwiseConv2d = defineKernel<
  ConvInputs,
  tfjs.FusedDepthwiseConv2DAttrs & EpilogueAttrs
>("FusedDepthwiseConv2D", ({ backend, inputs, attrs }) => {
  const { x, filter } = inputs;
  return finish(backend, depthwiseConv2d(backend, { x, filter, attrs }), inputs, attrs);
});

const fusedMatMul = defineKernel<
  { a: Info; b: Info } & Epilogue,
  { transposeA: boolean; transposeB: boolean } & EpilogueAttrs
>("_FusedMatMul", ({ backend, inputs, attrs }) => {
  const { activation, leakyreluAlpha } = attrs;
  const epilogue = { activation, leakyreluAlpha } as EpilogueAttrs;
  return finish(backend, matMul(backend, inputs.a, inputs.b, attrs), inputs, epilogue);
});

/** All of them. */
export const fusedKernels: tfjs.KernelConfig[] = [fusedConv2d, fusedDepthwiseConv2d, fusedMatMul];
