import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

describeOnEngines("embedding()", (engine) => {
  it("embedding() looks rows up, and its gradient adds them up", () => {
    tidily(() => {
      const table = tf.tensor2d([[0, 1], [2, 3], [4, 5], [6, 7]]);
      const ids = tf.tensor2d([[3, 0], [3, 2]], [2, 2], "int32");
      const rows = nn.embedding(ids, table);
      assertEquals(rows.shape, [2, 2, 2]);
      assertEquals(valuesOf(rows), [6, 7, 0, 1, 6, 7, 4, 5]);
      const weights = tf.tensor([1, 2, 10, 20, 100, 200, 1000, 2000], [2, 2, 2]);
      const gradient = tf.grad((table) => tf.sum(tf.mul(nn.embedding(ids, table), weights)))(table);
      assertEquals(valuesOf(gradient), [10, 20, 0, 0, 1000, 2000, 101, 202]);
    });
  });

  it("embedding() takes no ids, and a scalar", () => {
    tidily(() => {
      const table = tf.ones([3, 2]);
      assertEquals(nn.embedding(tf.zeros([0, 4], "int32"), table).shape, [0, 4, 2]);
      assertEquals(nn.embedding(tf.scalar(2, "int32"), table).shape, [2]);
    });
  });

  it("embedding() rejects rows that are not there, and other dtypes and shapes", () => {
    tidily(() => {
      const table = tf.ones([3, 2]);
      for (const wrong of [3, -1]) {
        const error = assertThrows(
          () => nn.embedding(tf.tensor1d([0, wrong], "int32"), table),
          Error,
        );
        assert(error.message.includes(`${wrong}`), `${engine}: ${error.message}`);
      }
      assertThrows(() => nn.embedding(tf.zeros([2]), table), TypeError, "float32 [2]");
      assertThrows(
        () => nn.embedding(tf.zeros([2], "int32"), tf.ones([3])),
        TypeError,
        "int32 [2] and float32 [3]",
      );
    });
  });
});
