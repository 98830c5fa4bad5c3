/**
 * A scan whose loop does several turns at once.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { tracing } from "./part.ts";
import {
  type FlatGiven,
  type FlatOptions,
  type FlatTurn,
  scanFlat,
  turnByTurn,
} from "./scan_flat.ts";

/** Like {@linkcode scanFlat}, `unroll` turns in each turn of the loop. */
export function scanInBlocks(
  turn: FlatTurn,
  { carry, xs }: FlatGiven,
  { length, reverse, unroll }: FlatOptions & { readonly unroll: number },
): tf.Tensor[] {
  if (tracing() === undefined || length === 0) {
    return scanFlat(turn, { carry, xs }, { length, reverse });
  }
  if (unroll >= length) {
    return tf.tidy(() => turnByTurn(turn, { carry, xs }, { length, reverse }));
  }
  return tf.tidy(() => {
    const rest = length % unroll;
    const blocks = (length - rest) / unroll;
    // What does not fill a block comes last.
    const [whole, over] = reverse ? [rest, 0] : [0, length - rest];
    const blockTurn: FlatTurn = (state, x) =>
      turnByTurn(turn, { carry: state, xs: x }, { length: unroll, reverse });
    const inBlocks = scanFlat(blockTurn, {
      carry,
      xs: xs.map((x) => {
        const [, ...part] = x.shape;
        return tf.slice(x, whole, blocks * unroll).reshape([blocks, unroll, ...part]);
      }),
    }, { length: blocks, reverse });
    const left = inBlocks.slice(carry.length).map((blocked) => {
      const [, , ...part] = blocked.shape;
      return blocked.reshape([blocks * unroll, ...part]);
    });
    const state = inBlocks.slice(0, carry.length);
    if (rest === 0) return [...state, ...left];
    const last = scanFlat(turn, { carry: state, xs: xs.map((x) => tf.slice(x, over, rest)) }, {
      length: rest,
      reverse,
    });
    return [
      ...last.slice(0, carry.length),
      ...last.slice(carry.length).map((end, i) =>
        tf.concat(reverse ? [end, left[i]!] : [left[i]!, end])
      ),
    ];
  });
}
