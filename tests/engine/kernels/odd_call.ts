/** Odd calls of kernels, and tensors for them. */
import * as tfjs from "../../../src/deps/tfjs.ts";

/** One call, by a name that says what it is. */
export interface OddCall {
  name: string;
  run: () => tfjs.Tensor | tfjs.Tensor[];
  /** Results differ from engine to engine by design: draws, undefined sums. */
  incomparable?: boolean;
}

/** All of tfjs's dtypes. */
export type Dtype = "float32" | "int32" | "bool" | "complex64" | "string";
/** Attributes of a kernel. */
export type Attrs = Record<string, unknown>;
/** Inputs of a kernel, by name or in a list. */
export type Inputs = Record<string, tfjs.Tensor> | tfjs.Tensor[];

/** All of them. */
export const DTYPES: readonly Dtype[] = ["float32", "int32", "bool", "complex64", "string"];
/** Sizes 0, 1, 255, 256 and 70,000, ranks 0 and 6. */
export const SHAPES: readonly (readonly number[])[] = [
  [],
  [0],
  [1],
  [255],
  [256],
  [70_000],
  [2, 0, 3],
  [3, 4],
  [1, 2, 1, 3, 2, 1],
];
/** Enough of them for ops with more to vary than shapes. */
export const FEW_SHAPES: readonly (readonly number[])[] = [[], [0], [4], [2, 0, 3], [
  1,
  2,
  1,
  3,
  2,
  1,
]];

/** A tensor of small numbers that repeat: negative, zero, positive, fractions. */
export function odd(shape: readonly number[], dtype: Dtype = "float32"): tfjs.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const numbers = Array.from({ length: size }, (_, i) => ((i * 7) % 11 - 5) / 2);
  const dims = [...shape];
  switch (dtype) {
    case "float32":
      return tfjs.tensor(Float32Array.from(numbers), dims);
    case "int32":
      return tfjs.tensor(Int32Array.from(numbers, (x) => x * 2), dims, "int32");
    case "bool":
      return tfjs.tensor(Uint8Array.from(numbers, (x) => x > 0 ? 1 : 0), dims, "bool");
    case "complex64":
      return tfjs.complex(
        tfjs.tensor(Float32Array.from(numbers), dims),
        tfjs.tensor(Float32Array.from(numbers, (x) => x + 1), dims),
      );
    case "string":
      return tfjs.tensor(numbers.map((x) => `s${x}`), dims, "string");
  }
}

/** A call of the kernel called `name`, past the checks of tfjs's ops. */
export function kernel(
  name: string,
  inputs: Inputs,
  attrs: Attrs = {},
): tfjs.Tensor | tfjs.Tensor[] {
  return tfjs.engine().runKernel(
    name,
    inputs as unknown as tfjs.NamedTensorMap,
    attrs as unknown as tfjs.NamedAttrMap,
  );
}

/** Dtype and shape as text. */
export function describe(shape: readonly number[], dtype: string): string {
  return `${dtype}[${shape}]`;
}
