import { assert, assertEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

describeOnEngines("dropout()", () => {
  it("dropout() drops a share and makes up for it", () => {
    tidily(() => {
      const values = valuesOf(nn.dropout(tf.ones([4000]), 0.25));
      const kept = values.filter((one) => one !== 0);
      assert(Math.abs(kept.length - 3000) < 150, `${kept.length} kept`);
      assert(kept.every((one) => Math.abs(one - 4 / 3) < 1e-6));
    });
  });

  it("dropout() repeats a seed, and drops along a shape of noise", () => {
    tidily(() => {
      const x = tf.ones([50, 4]);
      const draw = (seed: number) => valuesOf(nn.dropout(x, 0.5, { seed }));
      assertEquals(draw(3), draw(3));
      const rows = tf.sum(nn.dropout(x, 0.5, { noiseShape: [50, 1] }), 1);
      assert(valuesOf(rows).every((one) => one === 0 || one === 8));
    });
  });

  it("dropout() is a copy when nothing is to be dropped", () => {
    tidily(() => {
      const x = tf.tensor1d([1, 2]);
      for (const y of [nn.dropout(x, 0.9, { training: false }), nn.dropout(x, 0)]) {
        assertNotStrictEquals(y, x);
        assertEquals(valuesOf(y), [1, 2]);
      }
    });
  });

  it("dropout() lets the gradient through where it kept", () => {
    tidily(() => {
      const x = tf.ones([100]);
      let y: number[] = [];
      const gradient = tf.grad((x) => {
        const dropped = nn.dropout(x, 0.5);
        y = valuesOf(dropped);
        return tf.sum(dropped);
      })(x);
      assertEquals(valuesOf(gradient), y);
    });
  });

  it("dropout() rejects rates and dtypes that do not fit", () => {
    tidily(() => {
      for (const rate of [1, -0.1, NaN]) {
        assertThrows(() => nn.dropout(tf.ones([2]), rate), RangeError, `not ${rate}`);
      }
      assertThrows(() => nn.dropout(tf.ones([2], "int32"), 0.5), TypeError, "int32 [2]");
    });
  });
});
