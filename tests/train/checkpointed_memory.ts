/**
 * Prints how many bytes a gradient takes at its peak, besides what is there before it:
 * `deno run -A checkpointed_memory.ts checkpointed|plain jit|xla|eager` (Linux).
 *
 * @module
 */

import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { checkpointed } from "../../src/train/checkpointed.ts";

if (import.meta.main) {
  await tf.ready();
  const [how, compiled] = Deno.args;
  const weights = Array.from(
    { length: 8 },
    (_, i) => tf.tidy(() => tf.variable(tf.randomNormal([64, 64], 0, 0.1, "float32", i + 1))),
  );
  const blocks = weights.map((weight) => {
    const block = (x: tf.Tensor) => {
      let y = x;
      // Each of these keeps its result for its gradient: 4 MiB.
      for (let i = 0; i < 4; i++) y = tf.tanh(tf.matMul(y, weight));
      return y;
    };
    return how === "checkpointed" ? checkpointed(block) : block;
  });
  const gradients = (x: tf.Tensor) =>
    tf.tidy(() => {
      const loss = () => {
        let y = x;
        for (const block of blocks) y = block(y);
        return tf.mean(y) as tf.Scalar;
      };
      const { grads } = tf.variableGrads(loss, weights);
      return weights.map(({ name }) => grads[name]!);
    });
  const run = compiled === "eager" ? gradients : jit(gradients, { xla: compiled === "xla" });
  const small = tf.zeros([16, 64]);
  tf.dispose(run(small));
  const x = tf.ones([16_384, 64]);
  await Deno.writeTextFile("/proc/self/clear_refs", "5");
  const before = Deno.memoryUsage().rss;
  tf.dispose(run(x));
  const status = await Deno.readTextFile("/proc/self/status");
  const peak = Number(status.match(/VmHWM:\s+(\d+) kB/)![1]) * 1024;
  console.log(peak - before);
}
