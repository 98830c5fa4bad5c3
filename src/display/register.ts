/**
 * Tensors, models and data sets that show themselves as the last value of a cell.
 *
 * @module
 */

import { showBy } from "../core/shown.ts";
import * as tf from "../engine/tf.ts";
import { bundle } from "./bundle.ts";
import { DISPLAY, type View } from "./mime_bundle.ts";
import { modelLine, ModelView } from "./model/model_view.ts";
import { readable } from "./text/readable.ts";
import { tensorLine, TensorView } from "./tensor/tensor_view.ts";

/** The method that Deno's console calls. */
const INSPECT = Symbol.for("Deno.customInspect");

/**
 * Gives tensors (with them variables) and tfjs's models the method that notebooks call, and the one of
 * the console, which would print the engine's insides; it does the same if called again. Values that
 * ask the display how they are shown get an answer from now on.
 */
export function enableDisplay(): void {
  define(tf.Tensor.prototype, (tensor) => new TensorView(tensor), tensorLine);
  define(tf.LayersModel.prototype, (model) => new ModelView(model), modelLine);
  showBy(bundle);
}

function define<T extends object>(
  prototype: T,
  view: (value: T) => View,
  line: (value: T) => string,
): void {
  method(prototype, DISPLAY, (value) => view(value)[DISPLAY]());
  // What is printed may be half made, or the prototype itself.
  method(prototype, INSPECT, (value) => readable(() => line(value)));
}

function method<T extends object>(prototype: T, name: symbol, of: (value: T) => unknown): void {
  Object.defineProperty(prototype, name, {
    value(this: T) {
      return of(this);
    },
    configurable: true,
    writable: true,
  });
}
