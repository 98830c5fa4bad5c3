import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";

describe("accuracy", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("accuracy() is the share of highest scores at the right class", () => {
    tf.tidy(() => {
      const scores = tf.tensor2d([[0, 1, 5], [9, 1, 2], [0, -1, -2]]);
      const share = accuracy(tf.tensor1d([2, 1, 0], "int32"), scores);
      assertEquals([share.dtype, share.rank], ["float32", 0]);
      assertAlmostEquals(share.dataSync()[0]!, 2 / 3, 1e-6);
    });
  });

  it("accuracy() rejects targets that are no class numbers", () => {
    tf.tidy(() => {
      const scores = tf.zeros([2, 3]);
      assertThrows(() => accuracy(tf.zeros([2]), scores), TypeError, "float32 [2]");
      assertThrows(() => accuracy(tf.zeros([3], "int32"), scores), TypeError, "int32 [3]");
    });
  });

  it("accuracy() names the accuracy that targets of another kind want", () => {
    tf.tidy(() => {
      const column = tf.zeros([2, 1]);
      for (const targets of [tf.zeros([2]), tf.zeros([2, 1], "int32")]) {
        assertThrows(() => accuracy(targets, column), TypeError, "there is binaryAccuracy");
      }
      const rows = tf.zeros([2, 3]);
      assertThrows(() => accuracy(rows, rows), TypeError, "there is categoricalAccuracy");
    });
  });
});
