/**
 * Tensors and models that show themselves as the last value of a cell.
 *
 * @module
 */

import * as tf from "../engine/tf.ts";
import { DISPLAY, type View } from "./mime_bundle.ts";
import { ModelView } from "./model/model_view.ts";
import { TensorView } from "./tensor/tensor_view.ts";

/**
 * Gives tensors (with them variables) and tfjs's models the method that notebooks call; it does the
 * same if called again.
 */
export function enableDisplay(): void {
  define(tf.Tensor.prototype, (tensor) => new TensorView(tensor));
  define(tf.LayersModel.prototype, (model) => new ModelView(model));
}

function define<T extends object>(prototype: T, view: (value: T) => View): void {
  Object.defineProperty(prototype, DISPLAY, {
    value(this: T) {
      return view(this)[DISPLAY]();
    },
    configurable: true,
    writable: true,
  });
}
