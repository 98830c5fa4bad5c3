/**
 * PyTorch's weights in Keras' layout, and the other way round.
 *
 * @see {@link https://docs.pytorch.org/docs/stable/nn.html} for the layouts
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import type { NamedWeight } from "./named_weights.ts";

type Floats = NdArrayOf<"float32">;

/** PyTorch's names for what weights are to their layer. */
const NAMES: Readonly<Record<string, string>> = {
  kernel: "weight",
  depthwise_kernel: "weight",
  embeddings: "weight",
  gamma: "weight",
  alpha: "weight",
  bias: "bias",
  beta: "bias",
  moving_mean: "running_mean",
  moving_variance: "running_var",
};

/** `features/0/kernel` as PyTorch's `features.0.weight`. */
export function torchName({ path }: NamedWeight): string {
  const parts = path.split("/");
  const last = parts.pop()!;
  return [...parts, NAMES[last] ?? last].join(".");
}

/**
 * Where PyTorch has each axis of a weight: `nn.Linear` is `[out, in]`, `nn.Conv2d` is
 * `[out, in, height, width]`; embeddings, norms and biases are the same.
 *
 * @returns For each of Keras' axes PyTorch's; undefined where the layouts are equal.
 * @throws {TypeError} For recurrent layers, whose gates are in another order.
 */
export function torchAxes({ layer, name, variable, path }: NamedWeight): number[] | undefined {
  const className = layer.getClassName();
  if (name === "recurrent_kernel" || /LSTM|GRU|RNN/.test(className)) {
    throw new TypeError(
      `Cannot carry "${path}" over in PyTorch's layout: gates of ${className} are in another order; ` +
        "load the other layers with strict: false",
    );
  }
  const rank = variable.shape.length;
  if (name === "kernel" && className === "Dense") return [1, 0];
  // [height, width, in, out] from [out, in, height, width]
  const spatial = Array.from({ length: rank - 2 }, (_, i) => i + 2);
  if (name === "kernel" && /^Conv[123]D$/.test(className)) return [...spatial, 1, 0];
  // [height, width, out, in] from [in, out, height, width]
  if (name === "kernel" && /^Conv[23]DTranspose$/.test(className)) return [...spatial, 1, 0];
  if (name === "depthwise_kernel" || name === "pointwise_kernel") {
    const multiplier = variable.shape.at(-1);
    if (className === "DepthwiseConv2D" && multiplier === 1) return [2, 3, 0, 1];
    throw new TypeError(
      `Cannot carry "${path}" over in PyTorch's layout: ${className} has no single counterpart there`,
    );
  }
  return undefined;
}

/** An array with its axes in another order: axis `i` of the result is axis `axes[i]` of the array. */
export function transposed({ shape, data }: Floats, axes: readonly number[]): Floats {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const outShape = axes.map((axis) => shape[axis]!);
  const outStrides = axes.map((axis) => strides[axis]!);
  const out = new Float32Array(data.length);
  const index = new Array<number>(axes.length).fill(0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[from]!;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += outStrides[axis]!;
      if (++index[axis]! < outShape[axis]!) break;
      from -= outStrides[axis]! * outShape[axis]!;
      index[axis] = 0;
    }
  }
  return { dtype: "float32", shape: outShape, data: out };
}

/** The order of axes that undoes another one. */
export function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
