/**
 * Attention weights of any source as maps.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { shapeSize, shapeText } from "../../core/shape.ts";
import { countText } from "../text/number_text.ts";

/** Numbers in arrays, two to five deep. */
export type Nested = ArrayLike<number> | readonly Nested[];

/**
 * Weights `[from, to]`, `[heads, from, to]`, `[layers, heads, from, to]` or `[layers, 1, heads, from,
 * to]`, or a list of tensors, one per layer.
 */
export type AttentionWeights = tf.Tensor | readonly tf.Tensor[] | readonly Nested[];

/** How much each token looks at each, of one head. */
export interface AttentionMap {
  /** Counted from 0. */
  readonly layer: number;
  /** Counted from 0. */
  readonly head: number;
  /** One row for each token that looks. */
  readonly rows: readonly ArrayLike<number>[];
}

/** The maps, and how many layers and heads there are. */
export interface AttentionMaps {
  /** Layer by layer, head by head. */
  readonly maps: readonly AttentionMap[];
  readonly layers: number;
  readonly heads: number;
  /** Tokens that look. */
  readonly from: number;
  /** Tokens that are looked at. */
  readonly to: number;
}

/** More numbers than this are not read: 64 MB of float32. */
const MAX_VALUES = 2 ** 24;

/**
 * Reads the weights.
 *
 * @throws {TypeError} When they do not have one of the shapes.
 * @throws {RangeError} When they are more than 16 million numbers.
 */
export function readMaps(weights: AttentionWeights): AttentionMaps {
  const perLayer = tensorList(weights);
  const all = perLayer ?? [weights as tf.Tensor | Nested];
  const parts = all.map((one) => one instanceof tf.Tensor ? fromTensor(one) : fromArrays(one));
  const shapes = parts.map(({ shape }) => headShape(shape, perLayer !== undefined));
  const [layers, heads, from, to] = shapes[0] ?? headShape([], false);
  for (const [i, shape] of shapes.entries()) {
    if (shape.every((size, axis) => size === shapes[0]![axis])) continue;
    throw new TypeError(
      `Cannot draw attention: all layers must have one shape, that of layer 0 is ${
        shapeText([heads, from, to])
      }, that of layer ${i} is ${shapeText(shape.slice(1))}`,
    );
  }
  const total = layers * parts.length;
  const maps = Array.from({ length: total * heads }, (_, i): AttentionMap => {
    const [layer, head] = [Math.floor(i / heads), i % heads];
    const { values } = parts[Math.floor(layer / layers)]!;
    const start = ((layer % layers) * heads + head) * from * to;
    const rows = Array.from(
      { length: from },
      (_, row) => values.subarray(start + row * to, start + (row + 1) * to),
    );
    return { layer, head, rows };
  });
  return { maps, layers: total, heads, from, to };
}

interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function tensorList(weights: AttentionWeights): readonly tf.Tensor[] | undefined {
  if (weights instanceof tf.Tensor || weights.length === 0) return undefined;
  const list = weights as readonly unknown[];
  return list.every((one) => one instanceof tf.Tensor) ? list as readonly tf.Tensor[] : undefined;
}

/** `[layers, heads, from, to]`; a layer of a list may have a batch of one instead of layers. */
function headShape(shape: readonly number[], isLayer: boolean): [number, number, number, number] {
  const batched = (shape.length === 5 && shape[1] === 1) ||
    (isLayer && shape.length === 4 && shape[0] === 1);
  const kept = !batched ? shape : shape.length === 5 ? shape.toSpliced(1, 1) : shape.slice(1);
  if (kept.length >= 2 && kept.length <= (isLayer ? 3 : 4)) {
    return [...new Array<number>(4 - kept.length).fill(1), ...kept] as ReturnType<typeof headShape>;
  }
  throw new TypeError(
    "Cannot draw attention: wanted weights [from, to], [heads, from, to] or [layers, heads, from, " +
      `to], for one example, got ${shapeText(shape)}`,
  );
}

function checkSize(shape: readonly number[]): void {
  if (shapeSize(shape) <= MAX_VALUES) return;
  throw new RangeError(
    `Cannot draw attention: ${countText(shapeSize(shape))} weights are too many, at most ${
      countText(MAX_VALUES)
    } can be; take some layers or heads with tf.slice`,
  );
}

function fromTensor(tensor: tf.Tensor): Values {
  checkSize(tensor.shape);
  return { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
}

function fromArrays(nested: Nested): Values {
  const shape: number[] = [];
  for (let level: unknown = nested; isList(level); level = level[0]) shape.push(level.length);
  checkSize(shape);
  const values = new Float32Array(shapeSize(shape));
  let at = 0;
  const fill = (level: unknown, axis: number): void => {
    if (axis === shape.length) {
      values[at++] = Number(level);
      return;
    }
    if (!isList(level) || level.length !== shape[axis]) {
      throw new TypeError(
        `Cannot draw attention: the arrays must be as long as each other, ${
          shape[axis]
        } at depth ` +
          `${axis}, current length is ${isList(level) ? level.length : "none"}`,
      );
    }
    for (let i = 0; i < level.length; i++) fill(level[i], axis + 1);
  };
  fill(nested, 0);
  return { shape, values };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
