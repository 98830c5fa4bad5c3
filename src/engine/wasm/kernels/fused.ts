/**
 * Fused kernels for what the compiled ones refuse: channels first, biases of any rank, every activation.
 *
 * @module
 */
import type * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall, release, type WasmBackend } from "../backend.ts";

const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
  prelu: "Prelu",
  leakyrelu: "LeakyRelu",
};

/** `FusedConv2D` out of `Conv2D`, `Add` and an activation. */
export function fusedConv2d(call: KernelCall): tfjs.TensorInfo {
  const inputs = { x: input(call, "x"), filter: input(call, "filter") };
  return finish(call, callKernel(call.backend, "Conv2D", inputs, call.attrs));
}

/** `FusedDepthwiseConv2D` out of `DepthwiseConv2dNative`, `Add` and an activation. */
export function fusedDepthwiseConv2d(call: KernelCall): tfjs.TensorInfo {
  const inputs = { x: input(call, "x"), filter: input(call, "filter") };
  return finish(call, callKernel(call.backend, "DepthwiseConv2dNative", inputs, call.attrs));
}

/** `_FusedMatMul` out of `BatchMatMul`, `Add` and an activation. */
export function fusedMatMul(call: KernelCall): tfjs.TensorInfo {
  const inputs = { a: input(call, "a"), b: input(call, "b") };
  return finish(call, callKernel(call.backend, "BatchMatMul", inputs, call.attrs));
}

function finish(call: KernelCall, raw: tfjs.TensorInfo): tfjs.TensorInfo {
  const { backend, inputs, attrs } = call;
  const first = attrs.dataFormat === "NCHW";
  let current = raw;
  const replace = (next: tfjs.TensorInfo) => {
    release(backend, current);
    current = next;
  };
  if (inputs.bias !== undefined && inputs.bias !== null) {
    replace(callKernel(backend, "Add", { a: current, b: perChannel(inputs.bias, first) }));
  }
  const activation = attrs.activation as string | undefined;
  if (activation !== undefined && activation !== null && activation !== "linear") {
    replace(activate(backend, current, activation, call, first));
  }
  return current;
}

function activate(
  backend: WasmBackend,
  x: tfjs.TensorInfo,
  activation: string,
  call: KernelCall,
  first: boolean,
): tfjs.TensorInfo {
  const kernel = ACTIVATIONS[activation];
  if (kernel === undefined) {
    throw new RangeError(
      `Cannot fuse the activation '${activation}': use ${
        Object.keys(ACTIVATIONS).join(", ")
      } or linear`,
    );
  }
  if (activation === "prelu") {
    const alpha = perChannel(input(call, "preluActivationWeights"), first);
    return callKernel(backend, kernel, { x, alpha });
  }
  const attrs = activation === "leakyrelu" ? { alpha: call.attrs.leakyreluAlpha ?? 0.2 } : {};
  return callKernel(backend, kernel, { x }, attrs);
}

/** One value per channel must line up with axis 1 when the channels come first. */
function perChannel(info: tfjs.TensorInfo, first: boolean): tfjs.TensorInfo {
  if (!first || info.shape.length !== 1 || info.shape[0] === 1) return info;
  return { ...info, shape: [info.shape[0]!, 1, 1] };
}
