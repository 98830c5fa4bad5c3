import { DType } from "../../core/dtype.ts";
import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { castHandle } from "../cast_handle.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { requireRank } from "./checks.ts";
import { scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { poolOpAttrs, poolWindow } from "./pool.ts";
import { Scratch } from "./scratch.ts";
import { isEmpty, padded, padInput, type Window, zeros } from "./window.ts";

/** Flat positions above this need int64, which tfjs has not. */
const MOST_ELEMENTS = 2 ** 31 - 1;

/** The maximum of each window, and where it lies in the flattened input. */
export const maxPoolWithArgmax: tfjs.KernelConfig = defineKernel<
  { x: tfjs.TensorInfo },
  tfjs.MaxPoolWithArgmaxAttrs
>("MaxPoolWithArgmax", ({ backend, inputs: { x }, attrs }) => {
  requireRank("MaxPoolWithArgmax", 4, { x: x.shape });
  const window = poolWindow(x.shape, attrs);
  if (isEmpty(window, x.shape.at(-1)!)) {
    return [zeros(backend, window.outShape, x.dtype), zeros(backend, window.outShape, "int32")];
  }
  using scratch = new Scratch(backend);
  const explicit = window.padding === "EXPLICIT";
  if (explicit) requireCover(window);
  const low = scalar(backend, x.dtype === "int32" ? -(2 ** 31) : -Infinity, floatOrInt(x));
  // As on tfjs's other backends NaN is no maximum here, unlike in MaxPool.
  const numbers = x.dtype === "float32"
    ? scratch.run("SelectV2", NO_ATTRS, [scratch.run("Equal", NO_ATTRS, [x, x]), x, low])
    : x;
  const input = explicit ? padInput({ backend, scratch }, numbers, window, low) : numbers;
  if (tfjs.util.sizeFromShape(input.shape) > MOST_ELEMENTS) {
    throw new RangeError(
      `Cannot pool [${x.shape}] with argmax: its positions do not fit into int32; pool parts of it`,
    );
  }
  const opAttrs = [
    ...poolOpAttrs(explicit ? padded(window) : window),
    bool("include_batch_in_index", attrs.includeBatchInIndex),
  ];
  const { context } = backend;
  context.execute("MaxPoolWithArgmax", opAttrs, [backend.handleOf(input)], 2);
  const [most, place] = [context.outputs[0]!, scratch.own(context.outputs[1]!)];
  const result = backend.fromHandle(most, "MaxPoolWithArgmax");
  const narrow = castHandle(context, place, DType.int32);
  const position = backend.fromHandle(narrow, "MaxPoolWithArgmax");
  if (!explicit) return [result, position];
  scratch.keep(position);
  return [result, withoutPadding(backend, scratch, { position, window, padded: input })];
});

/** Where a window does not touch the input there is no position to name. */
function requireCover({ axes }: Window): void {
  for (const { size, out, filter, stride, before } of axes) {
    if (size > 0 && before < filter && (out - 1) * stride - before < size) continue;
    throw new RangeError(
      `Cannot find the place of the maximum: with ${before} rows or columns of padding a window ` +
        `of ${filter} lies outside the input of ${size}`,
    );
  }
}

function floatOrInt(x: tfjs.TensorInfo): "float32" | "int32" {
  return x.dtype === "int32" ? "int32" : "float32";
}

/** Positions in the input from those in the padded input. */
function withoutPadding(
  backend: TensorflowBackend,
  scratch: Scratch,
  { position, window, padded }: {
    position: tfjs.TensorInfo;
    window: Window;
    padded: tfjs.TensorInfo;
  },
): tfjs.Tensor {
  const [, height, width, channels] = padded.shape as [number, number, number, number];
  const [rows, columns] = window.axes as [Window["axes"][0], Window["axes"][0]];
  const by = (op: string, x: tfjs.TensorInfo, value: number) =>
    scratch.run(op, NO_ATTRS, [x, scalar(backend, value)]);
  const channel = by("FloorMod", position, channels);
  const pixel = by("FloorDiv", position, channels);
  const column = by("Sub", by("FloorMod", pixel, width), columns.before);
  const line = by("FloorDiv", pixel, width);
  const row = by("Sub", by("FloorMod", line, height), rows.before);
  const batch = by("FloorDiv", line, height);
  const add = (a: tfjs.TensorInfo, b: tfjs.TensorInfo) => scratch.run("AddV2", NO_ATTRS, [a, b]);
  const lines = add(by("Mul", batch, rows.size), row);
  const pixels = add(by("Mul", lines, columns.size), column);
  return backend.runOne("AddV2", NO_ATTRS, [by("Mul", pixels, channels), channel]);
}
