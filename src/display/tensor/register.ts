/**
 * Tensors that show themselves as the last value of a cell.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { DISPLAY } from "../mime_bundle.ts";
import { TensorView } from "./tensor_view.ts";

/** Gives tensors (and variables) the method that notebooks call; it does the same if called again. */
export function enableTensorDisplay(): void {
  Object.defineProperty(tf.Tensor.prototype, DISPLAY, {
    value(this: tf.Tensor) {
      return new TensorView(this)[DISPLAY]();
    },
    configurable: true,
    writable: true,
  });
}
