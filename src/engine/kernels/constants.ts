/**
 * Small constant inputs: axes, shapes, permutations, bounds.
 *
 * TensorFlow takes them as tensors. Made with tfjs they would be uploaded, tracked and disposed at
 * each call; these are uploaded once and no tensor of tfjs.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { DataHandle } from "../tensor_record.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";

/** Distinct constants kept per context; past it the cache starts afresh. */
const LIMIT = 1024;

/** Longer lists are data rather than axes or shapes. */
const LONGEST = 16;

/** Constants are few and live as long as the context: nobody counts them. */
const TALLY = { op: "constant", device: "", tensors: 0, bytes: 0 };

/** By context, for its handles mean nothing to another one. */
const caches = new WeakMap<object, Map<string, tfjs.TensorInfo>>();

/** The int32 vector of `values`. */
export function intVector(
  backend: TensorflowBackend,
  values: readonly number[],
): tfjs.TensorInfo {
  return constant(backend, "int32", [values.length], values);
}

/** The int32 matrix of `rows`, all of which have `columns` elements. */
export function intMatrix(
  backend: TensorflowBackend,
  rows: readonly (readonly number[])[],
  columns: number,
): tfjs.TensorInfo {
  return constant(backend, "int32", [rows.length, columns], rows.flat());
}

/** The float32 vector of `values`. */
export function floatVector(
  backend: TensorflowBackend,
  values: readonly number[],
): tfjs.TensorInfo {
  return constant(backend, "float32", [values.length], values);
}

/** The scalar `value`. */
export function scalar(
  backend: TensorflowBackend,
  value: number | boolean,
  dtype: "float32" | "int32" | "bool" = "int32",
): tfjs.TensorInfo {
  return constant(backend, dtype, [], [Number(value)]);
}

function constant(
  backend: TensorflowBackend,
  dtype: "float32" | "int32" | "bool",
  shape: number[],
  values: readonly number[],
): tfjs.TensorInfo {
  if (values.length > LONGEST) return make(backend, dtype, shape, values);
  const key = `${dtype}${shape}:${values.map(keyOf)}`;
  let cache = caches.get(backend.context);
  if (cache === undefined) caches.set(backend.context, cache = new Map());
  let info = cache.get(key);
  if (info === undefined) {
    if (cache.size >= LIMIT) cache.clear();
    info = make(backend, dtype, shape, values);
    cache.set(key, info);
  }
  return info;
}

/** As text -0 is 0. */
function keyOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Frees the handles of constants that nobody holds any more. */
const finaliser = new FinalizationRegistry<() => void>((free) => free());

function make(
  backend: TensorflowBackend,
  dtype: "float32" | "int32" | "bool",
  shape: number[],
  list: readonly number[],
): tfjs.TensorInfo {
  const { context } = backend;
  const [code, values] = dtype === "float32"
    ? [DType.float32, Float32Array.from(list)]
    : dtype === "int32"
    ? [DType.int32, Int32Array.from(list)]
    : [DType.bool, Uint8Array.from(list)];
  const handle = context.createTensor(code, shape, values);
  // The values stay beside the handle, so that a trace can tell a constant from data.
  const dataId = new DataHandle({
    owner: context,
    handle,
    resource: null,
    values,
    shape,
    dtype: code,
    bytes: values.byteLength,
    refCount: 1,
    tally: TALLY,
    device: null,
    watched: false,
  });
  // Those of a trace go with its graph; the finaliser would hold the trace, which holds them.
  if (!isTracing(context)) finaliser.register(dataId, () => context.deleteTensor(handle));
  return { dataId, shape, dtype };
}
