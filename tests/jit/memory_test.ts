import { assertLess } from "@std/assert";
import { it } from "@std/testing/bdd";
import "../../src/engine/tf.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { childFigures } from "./child.ts";

const MODULE = JSON.stringify(new URL("../../mod.ts", import.meta.url).href);

/** Bytes of the weights, of a set of gradients, and of one of moments. */
const SET = 4 * 3_072 ** 2 * 4;

/** What TensorFlow itself takes at its first steps: code, threads, scratch for packed matrices. */
const WARM_UP = 96 * 2 ** 20;

/** Trains four matrices; prints how far resident memory ever rose above that of the weights. */
function training(optimizer: string): string {
  return `
    import { jit, tf } from ${MODULE};
    await tf.ready();
    const bytes = (name) => {
      const status = Deno.readTextFileSync("/proc/self/status");
      return 1024 * Number(new RegExp(name + ":\\\\s+(\\\\d+)").exec(status)[1]);
    };
    const weights = Array.from({ length: 4 }, (_, i) =>
      tf.tidy(() => tf.variable(tf.randomUniform([3072, 3072], -0.03, 0.03, "float32", i))));
    const optimizer = ${optimizer};
    const x = tf.ones([8, 3072]);
    const output = () =>
      weights.reduce((y, weight) => tf.relu(tf.matMul(y, weight)), x);
    const step = jit(() =>
      optimizer.minimize(() => tf.mean(tf.square(output())), true, weights));
    const look = () =>
      tf.tidy(() => weights.forEach((weight) => weight.slice([0, 0], [1, 1]).dataSync()));
    // Their first values were JavaScript's until now.
    look();
    gc();
    await new Promise((resolve) => setTimeout(resolve));
    const start = bytes("VmRSS");
    for (let i = 0; i < 5; i++) {
      const loss = step();
      loss.dataSync();
      loss.dispose();
      // Must not make the next update copy them all.
      look();
    }
    console.log(bytes("VmHWM") - start);
  `;
}

describeTensorflow("memory of a compiled step", () => {
  for (
    const [name, optimizer, moments] of [
      ["adam", "tf.train.adam(1e-4)", 2],
      ["momentum", "tf.train.momentum(1e-4, 0.9)", 1],
    ] as const
  ) {
    const isLinux = Deno.build.os === "linux";
    const why = isLinux ? "" : " (ignored: no /proc/self/status)";
    const test = isLinux ? it : it.ignore;
    test(`is that of ${name}'s moments and one set of gradients${why}`, async () => {
      const [peak] = await childFigures(training(optimizer), { v8Flags: ["--expose-gc"] });
      assertLess(peak!, (moments + 1) * SET + WARM_UP);
    });
  }
});
