/**
 * What is to be known about a layer.
 *
 * @module
 */

import { byteText } from "../../core/byte_text.ts";
import { shapeSize } from "../../core/shape.ts";
import type * as tf from "../../engine/tf.ts";

/** Names of the layers whose outputs go into a layer. */
export function sources(layer: tf.layers.Layer): string[] {
  return layer.inboundNodes.flatMap((node) => node.inboundLayers.map(({ name }) => name));
}

/** Whether a layer has weights, and none of them is trained. */
export function isFrozen(layer: tf.layers.Layer): boolean {
  return !layer.trainable && layer.weights.length > 0;
}

function shapes(layer: tf.layers.Layer): tf.Shape[] {
  const shape = layer.outputShape;
  return Array.isArray(shape[0]) ? shape as tf.Shape[] : [shape as tf.Shape];
}

/** Shapes of the outputs, such as `[batch,28,28,1]`; `?` is a length that is not known. */
export function outputText(layer: tf.layers.Layer): string {
  return shapes(layer)
    .map((shape) => `[${shape.map((length, axis) => length ?? (axis === 0 ? "batch" : "?"))}]`)
    .join(", ");
}

/** Memory of the outputs for one example, as float32. */
export function exampleText(layer: tf.layers.Layer): string {
  const lengths = shapes(layer).map((shape) => shape.slice(1));
  const known = lengths.every((shape) => shape.every((length) => length !== null));
  const size = lengths.reduce(
    (sum, shape) => sum + shapeSize(shape.map((length) => length ?? 1)),
    0,
  );
  const text = byteText(4 * size);
  return known ? text : `${text} or more`;
}
