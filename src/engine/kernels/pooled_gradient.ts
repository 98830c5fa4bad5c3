/**
 * What follows max pooling's gradient in a compiled step, done on the small side of the pooling.
 *
 * The gradient of a pooling gives each window's share to the place of its maximum. A ReLU before it lets
 * that share through where the maximum is positive, and a bias before that sums up the shares: both can
 * be told from the windows, of which there are a quarter as many as places where windows are 2 by 2. In
 * a trace the nodes that nobody reads any more cost nothing; op by op the pooling has run already.
 *
 * Where windows do not reach the last rows and columns, only the corner that they do reach is looked at.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing, type OpContext, type PlaneSize } from "../op_context.ts";
import { NO_ATTRS } from "./attrs.ts";
import { Formula } from "./formula.ts";
import type { Window } from "./window.ts";
import { cornerWindow, gradientCorner, withZeroEdges } from "./zero_edges.ts";

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

/** Less of the images than this share must be read for their corner to be worth its own ops. */
const WORTH_A_CORNER = 0.95;

/** What the windows of a pooling read: the images, or a corner of them that is computed without the rest. */
export function readByPool(
  backend: TensorflowBackend,
  images: tfjs.TensorInfo,
  window: Window,
): bigint {
  const whole = backend.handleOf(images);
  const { context } = backend;
  if (!isTracing(context) || window.padding !== "VALID") return whole;
  const { read } = cornerWindow(window, positionsOf(window));
  const [, height, width] = images.shape as [number, number, number, number];
  const isWorth = read[0] * read[1] < WORTH_A_CORNER * height * width;
  return isWorth ? context.cornerAlone(whole, read) ?? whole : whole;
}

/** The gradient of a max pooling of `[batch, height, width, channels]`, remembered in a trace. */
export function maxPoolGradient(
  backend: TensorflowBackend,
  { attrs, window }: { attrs: readonly OpAttr[]; window: Window },
  [input, output, dy]: readonly [tfjs.TensorInfo, tfjs.TensorInfo, tfjs.TensorInfo],
): tfjs.Tensor {
  using f = new Formula(backend);
  const whole = { attrs, input: f.of(input), output: f.of(output), dy: f.of(dy) };
  const { context } = backend;
  const edge = gradientCorner(backend, dy);
  let part: PooledGradient | undefined;
  if (edge === undefined) {
    part = { ...whole, input: readByPool(backend, input, window) };
  } else if (isTracing(context) && window.padding === "VALID") {
    const { read } = cornerWindow(window, edge.size);
    const corner = context.cornerAlone(whole.input, read);
    const output = context.corner(whole.output, edge.size);
    if (corner !== undefined) part = { attrs, input: corner, output, dy: edge.handle };
  }
  const isWhole = part === undefined || part.input === whole.input;
  const gradient = remembered(f, backend, part ?? whole);
  const shape = input.shape;
  const result = isWhole ? gradient : withZeroEdges(f, backend, { corner: gradient, shape });
  return f.result(result, "MaxPoolGrad");
}

/**
 * `dy` where `y`, the result of a ReLU, is positive; undefined where there is no faster way to it than
 * `ReluGrad`, for want of a gradient that is remembered.
 */
export function reluGradient(
  backend: TensorflowBackend,
  dy: tfjs.TensorInfo,
  y: tfjs.TensorInfo,
): tfjs.Tensor | undefined {
  const { context } = backend;
  if (!isTracing(context)) return undefined;
  using f = new Formula(backend);
  const edge = gradientCorner(backend, dy);
  if (edge === undefined) {
    const masked = maskedWhenPooled(f, backend, { dy: f.of(dy), y: f.of(y) });
    return masked === undefined ? undefined : f.result(masked, "MaxPoolGrad");
  }
  const part = { dy: edge.handle, y: context.corner(f.of(y), edge.size) };
  const corner = maskedWhenPooled(f, backend, part) ??
    f.run("ReluGrad", NO_ATTRS, [part.dy, part.y]);
  return f.result(withZeroEdges(f, backend, { corner, shape: y.shape }), "ReluGrad");
}

/** `x` summed over all axes but its channels; undefined where `x` is no remembered gradient. */
export function channelSums(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  keepDims: boolean,
): tfjs.Tensor | undefined {
  const { context } = backend;
  if (!isTracing(context)) return undefined;
  using f = new Formula(backend);
  const edge = gradientCorner(backend, x);
  const part = edge?.handle ?? f.of(x);
  const summed = noted.get(context)?.get(part)?.dy ?? edge?.handle;
  if (summed === undefined) return undefined;
  return f.result(f.sum(summed, [0, 1, 2], keepDims), "Sum");
}

/** `dy` where `y` is positive, masked before the pooling whose gradient `dy` is; undefined if it is none. */
function maskedWhenPooled(
  f: Formula,
  backend: TensorflowBackend,
  { dy, y }: { dy: bigint; y: bigint },
): bigint | undefined {
  const pooled = noted.get(backend.context)?.get(dy);
  if (pooled === undefined || pooled.input !== y) return undefined;
  const masked = f.run("ReluGrad", NO_ATTRS, [pooled.dy, pooled.output]);
  return remembered(f, backend, { ...pooled, dy: masked });
}

function remembered(f: Formula, backend: TensorflowBackend, pooled: PooledGradient): bigint {
  const { attrs, input, output, dy } = pooled;
  const handle = f.run("MaxPoolGrad", attrs, [input, output, dy]);
  const { context } = backend;
  if (isTracing(context)) {
    let notes = noted.get(context);
    if (notes === undefined) noted.set(context, notes = new Map());
    notes.set(handle, pooled);
  }
  return handle;
}

function positionsOf({ axes }: Window): PlaneSize {
  return [axes[0]!.out, axes[1]!.out];
}
