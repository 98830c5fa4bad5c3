/**
 * Tensors of tfjs's five dtypes where a SavedModel declares others.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import type * as tfjs from "../deps/tfjs.ts";
import type { EagerContext } from "../ffi/eager.ts";
import type { SignatureTensor } from "../ffi/meta_graph.ts";
import type { TensorflowBackend } from "./backend.ts";
import { castHandle } from "./cast_handle.ts";
import { tfjsDType } from "./tfjs_dtype.ts";

/** A native handle, and whether whoever asked for it must delete it. */
export interface InputHandle {
  /** The `TFE_TensorHandle*`. */
  handle: bigint;
  /** Whether it was made for this use. */
  owned: boolean;
}

/** Conversions that keep every value: to dtypes that hold all of tfjs's. */
const EXACT: Record<number, readonly number[]> = {
  [DType.int32]: [DType.int64, DType.float64],
  [DType.float32]: [DType.float64],
  [DType.complex64]: [DType.complex128],
};

/** Integers that hold fewer values than int32, or others. */
const INTEGER_RANGES: Record<number, readonly [number, number]> = {
  [DType.uint8]: [0, 255],
  [DType.int8]: [-128, 127],
  [DType.uint16]: [0, 65_535],
  [DType.int16]: [-32_768, 32_767],
  [DType.uint32]: [0, 2_147_483_647],
  [DType.uint64]: [0, 2_147_483_647],
};

/** Largest float32 that float16 and bfloat16 round to a number. */
const LARGEST: Record<number, number> = {
  [DType.float16]: 65_519.99609375,
  [DType.bfloat16]: 3.3961775292304957e38,
};

/**
 * The handle of `tensor` in the dtype that `wanted` declares.
 *
 * int32 becomes a wider integer or float64, or a narrower integer that holds all its values;
 * float32 becomes float64, or is rounded to float16 or bfloat16; complex64 becomes complex128.
 *
 * @param name Input's name, for errors.
 * @throws {RangeError} If a value does not fit.
 * @throws {TypeError} If the dtypes are of different kinds: cast the tensor first.
 */
export function toDeclared(
  backend: TensorflowBackend,
  tensor: tfjs.Tensor,
  { name, wanted }: { name: string; wanted: Pick<SignatureTensor, "dtype"> },
): InputHandle {
  backend.refuseTracing("a SavedModel");
  const from = tfjsDType(tensor.dtype);
  const to = wanted.dtype;
  if (from === to) return { handle: backend.handleOf(tensor), owned: false };
  const range = from === DType.int32 ? INTEGER_RANGES[to] : undefined;
  const largest = from === DType.float32 ? LARGEST[to] : undefined;
  if (range === undefined && largest === undefined && !EXACT[from]?.includes(to)) {
    throw new TypeError(
      `Cannot run the SavedModel: its input ${name} is ${dtypeName(to)}, and the given ` +
        `${tensor.dtype} is not converted by itself; use tf.cast() first`,
    );
  }
  const [low, high] = range ?? [-largest!, largest!];
  if (range !== undefined || largest !== undefined) {
    for (const value of tensor.dataSync()) {
      // Infinity and NaN stay what they are.
      if (Number.isFinite(value) && (value < low || value > high)) {
        throw new RangeError(
          `Cannot run the SavedModel: its input ${name} is ${dtypeName(to)}, which cannot hold ` +
            `the value ${value} of the given ${tensor.dtype}`,
        );
      }
    }
  }
  return { handle: castHandle(backend.eager, backend.handleOf(tensor), to), owned: true };
}

/** Handles for all of `items`; if `make` refuses one, those that it made before are deleted. */
export function collectHandles<T>(
  context: EagerContext,
  items: readonly T[],
  make: (item: T, index: number) => InputHandle,
): InputHandle[] {
  const made: InputHandle[] = [];
  try {
    items.forEach((item, i) => made.push(make(item, i)));
  } catch (error) {
    deleteOwned(context, made);
    throw error;
  }
  return made;
}

/** Lets `use` have the handles of `inputs`, and deletes those that were made for it. */
export function withHandles<T>(
  context: EagerContext,
  inputs: readonly InputHandle[],
  use: (handles: bigint[]) => T,
): T {
  try {
    return use(inputs.map(({ handle }) => handle));
  } finally {
    deleteOwned(context, inputs);
  }
}

function deleteOwned(context: EagerContext, inputs: readonly InputHandle[]): void {
  for (const { handle, owned } of inputs) if (owned) context.deleteTensor(handle);
}
