import * as tf from "../engine/tf.ts";
import { described } from "./require_float.ts";

/** Added to a score that does not count. Finite, for a row of infinities has no softmax. */
const UNSEEN = -1e38;

/** What an attention does with its scores. */
export interface AttentionMask {
  /** What is added to them; nothing if undefined. */
  bias: tf.Tensor | undefined;
  /** 1 for each query that sees a key, else 0; undefined if all do. */
  seeing: tf.Tensor | undefined;
}

/**
 * Puts the masks of an attention together.
 *
 * @param scores Shape of the scores, `[..., queries, keys]`.
 * @throws {TypeError} If the mask is of another dtype or does not broadcast to the scores.
 */
export function attentionMask(
  scores: readonly number[],
  { causal, mask }: { causal: boolean; mask: tf.Tensor | undefined },
): AttentionMask {
  const [queries, keys] = scores.slice(-2) as [number, number];
  const past = causal ? pastKeys(queries, keys) : undefined;
  if (mask === undefined) {
    if (past === undefined) return { bias: undefined, seeing: undefined };
    return { bias: biasOf(past), seeing: queries > keys ? seeingOf(past) : undefined };
  }
  checkMask(scores, mask);
  if (mask.dtype === "bool") {
    const seen = past === undefined ? mask : tf.logicalAnd(mask, past);
    return { bias: biasOf(seen), seeing: seeingOf(seen) };
  }
  const finite = tf.maximum(mask, UNSEEN);
  const bias = past === undefined ? finite : tf.add(finite, biasOf(past));
  return { bias, seeing: seeingOf(tf.greater(bias, UNSEEN)) };
}

/** Which keys lie in a query's past: bool [queries, keys]. */
function pastKeys(queries: number, keys: number): tf.Tensor {
  const last = tf.range(keys - queries, keys, 1, "int32");
  return tf.greaterEqual(tf.reshape(last, [queries, 1]), tf.range(0, keys, 1, "int32"));
}

/** 0 where a key is seen, else a number that leaves nothing of its weight. */
function biasOf(seen: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(1, tf.cast(seen, "float32")), UNSEEN);
}

function seeingOf(seen: tf.Tensor): tf.Tensor {
  return tf.cast(tf.any(seen, -1, true), "float32");
}

function checkMask(scores: readonly number[], mask: tf.Tensor): void {
  const lengths = scores.slice(Math.max(0, scores.length - mask.rank));
  const fits = mask.rank <= scores.length &&
    mask.shape.every((length, i) => length === 1 || length === lengths[i]);
  if (fits && (mask.dtype === "bool" || mask.dtype === "float32")) return;
  throw new TypeError(
    "Cannot attend: mask must be bool or float32 and broadcast to [..., queries, keys], here " +
      `[${scores.join(", ")}], and it is ${described(mask)}`,
  );
}
