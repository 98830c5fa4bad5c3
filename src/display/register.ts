/**
 * Tensors, models and data sets that show themselves as the last value of a cell.
 *
 * @module
 */

import { showBy } from "../core/shown.ts";
import * as tf from "../engine/tf.ts";
import { bundle } from "./bundle.ts";
import { DISPLAY, type View } from "./mime_bundle.ts";
import { ModelView } from "./model/model_view.ts";
import { TensorView } from "./tensor/tensor_view.ts";

/**
 * Gives tensors (with them variables) and tfjs's models the method that notebooks call; it does the
 * same if called again. Values that ask the display how they are shown get an answer from now on.
 */
export function enableDisplay(): void {
  define(tf.Tensor.prototype, (tensor) => new TensorView(tensor));
  define(tf.LayersModel.prototype, (model) => new ModelView(model));
  showBy(bundle);
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
