import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { scope } from "../../src/engine/scope.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

describeTensorflow("scope()", () => {
  it("disposes what was made in it, over an await", async () => {
    const before = tf.memory().numTensors;
    {
      using _scope = scope();
      const x = tf.ones([4]).mul(2);
      assertEquals((await x.sum().data())[0], 8);
    }
    assertEquals(tf.memory().numTensors, before);
  });

  it("spares what is kept", () => {
    let kept: tf.Tensor;
    {
      using s = scope();
      kept = s.keep(tf.scalar(5));
    }
    assertEquals(kept.dataSync()[0], 5);
    kept.dispose();
  });

  it("refuses to end before the scopes inside it", () => {
    const outer = scope();
    const inner = scope();
    assertThrows(() => outer[Symbol.dispose](), Error, "still open");
    inner[Symbol.dispose]();
    outer[Symbol.dispose]();
  });
});
