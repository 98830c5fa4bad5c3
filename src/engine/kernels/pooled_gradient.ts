/**
 * What follows max pooling's gradient in a compiled step, done on the small side of the pooling.
 *
 * The gradient of a pooling gives each window's share to the place of its maximum. A ReLU before it lets
 * that share through where the maximum is positive, and a bias before that sums up the shares: both can
 * be told from the windows, of which there are a quarter as many as places where windows are 2 by 2. In
 * a trace the nodes that nobody reads any more cost nothing; op by op the pooling has run already.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing, type OpContext } from "../op_context.ts";
import { NO_ATTRS } from "./attrs.ts";
import { Formula } from "./formula.ts";

/** Attributes and inputs of a node that is the gradient of a max pooling. */
interface PooledGradient {
  readonly attrs: readonly OpAttr[];
  /** What was pooled. */
  readonly input: bigint;
  /** Its maxima. */
  readonly output: bigint;
  /** The gradient of the maxima. */
  readonly dy: bigint;
}

/** In each trace, by the handle of the result. */
const noted = new WeakMap<OpContext, Map<bigint, PooledGradient>>();

/** The gradient of a max pooling of `[batch, height, width, channels]`, remembered in a trace. */
export function maxPoolGradient(
  backend: TensorflowBackend,
  attrs: readonly OpAttr[],
  [input, output, dy]: readonly [tfjs.TensorInfo, tfjs.TensorInfo, tfjs.TensorInfo],
): tfjs.Tensor {
  using f = new Formula(backend);
  return gradient(f, backend, {
    attrs,
    input: f.of(input),
    output: f.of(output),
    dy: f.of(dy),
  });
}

/**
 * `dy` where `y`, the result of a ReLU, is positive; undefined where `dy` is no gradient of a pooling of
 * `y` that is remembered.
 */
export function reluGradOfPooled(
  backend: TensorflowBackend,
  dy: tfjs.TensorInfo,
  y: tfjs.TensorInfo,
): tfjs.Tensor | undefined {
  const pooled = pooledGradient(backend, dy);
  if (pooled === undefined || pooled.input !== backend.handleOf(y)) return undefined;
  using f = new Formula(backend);
  const masked = f.run("ReluGrad", NO_ATTRS, [pooled.dy, pooled.output]);
  return gradient(f, backend, { ...pooled, dy: masked });
}

/** `x` summed over all axes but its channels; undefined where `x` is no remembered gradient. */
export function channelSumsOfPooled(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  keepDims: boolean,
): tfjs.Tensor | undefined {
  const pooled = pooledGradient(backend, x);
  if (pooled === undefined) return undefined;
  using f = new Formula(backend);
  return f.result(f.sum(pooled.dy, [0, 1, 2], keepDims), "Sum");
}

function gradient(f: Formula, backend: TensorflowBackend, pooled: PooledGradient): tfjs.Tensor {
  const { attrs, input, output, dy } = pooled;
  const handle = f.run("MaxPoolGrad", attrs, [input, output, dy]);
  const { context } = backend;
  if (isTracing(context)) {
    let notes = noted.get(context);
    if (notes === undefined) noted.set(context, notes = new Map());
    notes.set(handle, pooled);
  }
  return f.result(handle, "MaxPoolGrad");
}

function pooledGradient(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
): PooledGradient | undefined {
  // Asked before each sum and each slope of a ReLU: op by op this is all that it costs.
  return isTracing(backend.context)
    ? noted.get(backend.context)?.get(backend.handleOf(x))
    : undefined;
}
