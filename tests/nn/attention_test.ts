import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { filled, inRows, numbers, tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

interface Reference {
  q: number[][];
  k: number[][];
  v: number[][];
  scale: number;
  /** Added to a score. */
  bias: (query: number, key: number) => number;
}

/** One head, in double precision; a query that sees nothing gets zeros. */
function attend({ q, k, v, scale, bias }: Reference): number[] {
  return q.flatMap((query, i) => {
    const scores = k.map((key, j) =>
      scale * key.reduce((sum, one, at) => sum + one * query[at]!, 0) + bias(i, j)
    );
    const top = Math.max(...scores);
    const weights = scores.map((score) => top === -Infinity ? 0 : Math.exp(score - top));
    const total = weights.reduce((sum, one) => sum + one, 0) || 1;
    return v[0]!.map((_, at) =>
      weights.reduce((sum, weight, j) => sum + weight / total * v[j]![at]!, 0)
    );
  });
}

const Q = inRows(numbers(12, 1), 3);
const K = inRows(numbers(15, 2), 3);
const V = inRows(numbers(10, 3), 2);
const inputs = () => [tf.tensor2d(Q), tf.tensor2d(K), tf.tensor2d(V)] as const;
const scale = 1 / Math.sqrt(3);

describeOnEngines("attention()", () => {
  it("attention() agrees with double precision, plain and causal", () => {
    tidily(() => {
      const [q, k, v] = inputs();
      assertAllClose(nn.attention(q, k, v), attend({ q: Q, k: K, v: V, scale, bias: () => 0 }));
      // Four queries are the last of five positions.
      const bias = (i: number, j: number) => j <= i + 1 ? 0 : -Infinity;
      const causal = nn.attention(q, k, v, { causal: true, scale: 2 });
      assertAllClose(causal, attend({ q: Q, k: K, v: V, scale: 2, bias }));
    });
  });

  it("attention() takes masks of truths and of numbers, -Infinity among them, and both with causal", () => {
    tidily(() => {
      const [q, k, v] = inputs();
      const seen = [[1, 0, 1, 1, 1], [0, 0, 0, 0, 0], [0, 1, 0, 0, 1], [1, 1, 1, 1, 0]];
      const mask = tf.tensor2d(seen, [4, 5], "bool");
      const bias = (i: number, j: number) => seen[i]![j] ? 0 : -Infinity;
      const wanted = attend({ q: Q, k: K, v: V, scale, bias });
      assertAllClose(nn.attention(q, k, v, { mask }), wanted);
      const numbers = tf.tensor2d(seen.map((row) => row.map((one) => one ? 0 : -Infinity)));
      assertAllClose(nn.attention(q, k, v, { mask: numbers }), wanted);
      const slopes = tf.tensor2d(
        seen.map((row, i) => row.map((one, j) => one ? j - i : -Infinity)),
      );
      const both = nn.attention(q, k, v, { mask: slopes, causal: true });
      assertAllClose(
        both,
        attend({
          q: Q,
          k: K,
          v: V,
          scale,
          bias: (i, j) => j <= i + 1 && seen[i]![j] ? j - i : -Infinity,
        }),
      );
    });
  });

  it("attention() works head by head, and broadcasts its mask", () => {
    tidily(() => {
      const [q, k, v] = [filled([2, 3, 4, 2], 1), filled([2, 3, 5, 2], 2), filled([2, 3, 5, 1], 3)];
      const padding = tf.tensor([1, 1, 1, 0, 0, 1, 1, 1, 1, 1], [2, 1, 1, 5], "bool");
      const y = nn.attention(q, k, v, { mask: padding });
      assertEquals(y.shape, [2, 3, 4, 1]);
      const head = (tensor: tf.Tensor, width: number) => {
        const perHead = tensor.size / 6;
        return inRows(valuesOf(tensor).slice(2 * perHead, 3 * perHead), width);
      };
      const wanted = attend({
        q: head(q, 2),
        k: head(k, 2),
        v: head(v, 1),
        scale: Math.SQRT1_2,
        bias: (_, j) => j < 3 ? 0 : -Infinity,
      });
      assertAllClose(valuesOf(y).slice(8, 12), wanted);
    });
  });

  it("a query that sees nothing gets zeros and passes no gradient on", () => {
    tidily(() => {
      const [q, k, v] = inputs();
      const mask = tf.zeros([4, 5], "bool");
      assertEquals(valuesOf(nn.attention(q, k, v, { mask })), new Array(8).fill(0));
      const gradients = tf.grads((q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
        tf.sum(nn.attention(q, k, v, { mask }))
      )([q, k, v]);
      for (const gradient of gradients) valuesOf(gradient).forEach((one) => assertEquals(one, 0));
      // More queries than keys: the first ones come before any key.
      const y = nn.attention(tf.ones([3, 1]), tf.ones([1, 1]), tf.ones([1, 1]), { causal: true });
      assertEquals(valuesOf(y), [0, 0, 1]);
    });
  });

  it("attention() holds for scores of 10,000 and passes NaN on", () => {
    tidily(() => {
      const q = tf.tensor2d([[1e4], [-1e4], [NaN]]);
      const k = tf.tensor2d([[1], [-1]]);
      const v = tf.tensor2d([[3], [5]]);
      assertAllClose(nn.attention(q, k, v), [3, 5, NaN]);
    });
  });

  it("attention() takes one element, no batch, no keys", () => {
    tidily(() => {
      const one = tf.ones([1, 1]);
      assertEquals(valuesOf(nn.attention(one, one, one)), [1]);
      const none = tf.zeros([0, 2, 3, 4]);
      assertEquals(nn.attention(none, none, none, { causal: true }).shape, [0, 2, 3, 4]);
    });
  });

  it("attention() drops weights, other ones each time, and keeps their mean", () => {
    tidily(() => {
      const [q, k, v] = [tf.zeros([40, 8]), tf.zeros([100, 8]), tf.ones([100, 1])];
      const draw = () => nn.attention(q, k, v, { dropout: 0.5 });
      const [first, second] = [valuesOf(draw()), valuesOf(draw())];
      assert(first.some((one, i) => one !== second[i]));
      const mean = first.reduce((sum, one) => sum + one, 0) / first.length;
      assert(Math.abs(mean - 1) < 0.1, `${mean}`);
      const gradient = tf.grad((v) => tf.sum(nn.attention(q, k, v, { dropout: 0.5 })))(v);
      assert(valuesOf(gradient).every((one) => one > 0 && one < 1));
    });
  });

  it("attention() rejects shapes, dtypes and options that do not fit", () => {
    tidily(() => {
      const [q, k, v] = inputs();
      assertThrows(
        () => nn.attention(q, k, q),
        TypeError,
        "they are float32 [4, 3], float32 [5, 3], float32 [4, 3]",
      );
      assertThrows(() => nn.attention(q, v, v), TypeError, "float32 [5, 2]");
      assertThrows(() => nn.attention(tf.zeros([2, 4, 3]), k, v), TypeError, "[2, 4, 3]");
      assertThrows(() => nn.attention(tf.cast(q, "int32"), k, v), TypeError, "q must be float32");
      assertThrows(
        () => nn.attention(q, k, v, { mask: tf.ones([4, 4]) }),
        TypeError,
        "[4, 5], and it is float32 [4, 4]",
      );
      assertThrows(
        () => nn.attention(q, k, v, { mask: tf.ones([4, 5], "int32") }),
        TypeError,
        "it is int32 [4, 5]",
      );
      assertThrows(() => nn.attention(q, k, v, { dropout: 1 }), RangeError, "not 1");
    });
  });
});
