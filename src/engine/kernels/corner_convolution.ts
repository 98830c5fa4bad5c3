/**
 * A convolution's gradients where its own gradient is zero in the last rows and columns.
 *
 * They are those of a convolution of smaller images.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import {
  CONV_2D,
  convolveBackFilter,
  convolveBackInput,
  type FilterGradient,
  type InputGradient,
} from "./convolution.ts";
import { Formula } from "./formula.ts";
import { Scratch } from "./scratch.ts";
import { cornerWindow, gradientCorner, withZeroEdges } from "./zero_edges.ts";

/** Gradient of the input of a convolution; undefined where nothing is known of zeros. */
export function cornerBackInput(
  backend: TensorflowBackend,
  { dy, filter, window, inShape }: InputGradient,
): tfjs.Tensor | undefined {
  const edge = window.padding === "VALID" ? gradientCorner(backend, dy) : undefined;
  if (edge === undefined) return undefined;
  using scratch = new Scratch(backend);
  using f = new Formula(backend);
  const inner = cornerWindow(window, edge.size);
  const gradient = scratch.keep(convolveBackInput(backend, CONV_2D, {
    dy: scratch.keep(backend.fromHandle(edge.handle, CONV_2D.input)),
    filter,
    window: inner.window,
    inShape: [inShape[0]!, ...inner.read, inShape[3]!],
  }));
  const whole = withZeroEdges(f, backend, { corner: f.of(gradient), shape: inShape });
  return f.result(whole, CONV_2D.input);
}

/** Gradient of the filter of a convolution; undefined where nothing is known of zeros. */
export function cornerBackFilter(
  backend: TensorflowBackend,
  { x, dy, window, filterShape }: FilterGradient,
): tfjs.Tensor | undefined {
  const { context } = backend;
  const edge = window.padding === "VALID" ? gradientCorner(backend, dy) : undefined;
  if (edge === undefined || !isTracing(context)) return undefined;
  using scratch = new Scratch(backend);
  const inner = cornerWindow(window, edge.size);
  const corner = context.corner(backend.handleOf(x), inner.read);
  return convolveBackFilter(backend, CONV_2D, {
    x: scratch.keep(backend.fromHandle(corner, CONV_2D.filter)),
    dy: scratch.keep(backend.fromHandle(edge.handle, CONV_2D.filter)),
    window: inner.window,
    filterShape,
  });
}
