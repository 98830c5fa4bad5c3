import { assert, assertEquals, assertLess } from "@std/assert";
import { it } from "@std/testing/bdd";
import "../../src/engine/tf.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { childFigures } from "./child.ts";

/** Steps of a network with dropout; prints resident bytes and tensors after 500 and after 5,000. */
function training(call: string): string {
  return `
    import { engine, jit, tf } from ${
    JSON.stringify(new URL("../../mod.ts", import.meta.url).href)
  };
    await tf.ready();
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 32, activation: "relu", inputShape: [16] }),
        tf.layers.dropout({ rate: 0.2 }),
        tf.layers.dense({ units: 4 }),
      ],
    });
    const optimizer = tf.train.adam(1e-3);
    const weights = model.trainableWeights.map(({ val }) => val);
    const lossOf = (x, y) =>
      tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }));
    const step = jit((x, y) => optimizer.minimize(() => lossOf(x, y), true, weights));
    const x = tf.randomNormal([32, 16]);
    const y = tf.oneHot(tf.tensor1d(Array.from({ length: 32 }, (_, i) => i % 4), "int32"), 4);
    for (let i = 1; i <= 5_000; i++) {
      const loss = ${call};
      if (!Number.isFinite(loss.dataSync()[0])) throw new Error("the loss is no number");
      loss.dispose();
      if (i % 500 === 0) await new Promise((resolve) => setTimeout(resolve));
      if (i === 500 || i === 5_000) {
        console.log(Deno.memoryUsage().rss);
        console.log(tf.memory().numTensors);
        console.log(engine.memory().tensors);
        console.log(optimizer.iterations);
        console.log(step.stats().traces);
      }
    }
  `;
}

describeTensorflow("5,000 compiled steps", () => {
  for (const [name, call] of [["calls", "step(x, y)"], ["runs", "await step.run([x, y])"]]) {
    it(`do not grow: ${name}`, async () => {
      const figures = await childFigures(training(call!));
      assertEquals(figures.length, 10);
      const [early, late] = [figures.slice(0, 5), figures.slice(5)];
      // 6 MB of it are V8's, for its code and its older objects.
      assertLess(late[0]! - early[0]!, Math.max(0.02 * early[0]!, 9e6), "resident bytes");
      // Tensors that nobody disposed may yet wait for the garbage collector after 500.
      assert(late[1]! <= early[1]!, "tensors");
      assert(late[2]! <= early[2]!, "native tensors");
      assertEquals([early[3], late[3]], [500, 5_000]);
      assertEquals([early[4], late[4]], [1, 1]);
    });
  }
});
