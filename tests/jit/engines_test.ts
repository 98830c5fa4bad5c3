import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { device } from "../../src/engine/device.ts";
import { findLibraries } from "../../src/engine/install/find.ts";
import { info, use } from "../../src/engine/select.ts";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { numbers, variable as makeVariable } from "./engine_snapshot.ts";
import { warnings } from "./warnings.ts";

const hasTensorflow = findLibraries().candidates.length > 0;

describe("jit() on the engines wasm and cpu", () => {
  it("runs functions as they are, and says so once", async () => {
    const heard = await warnings(async () => {
      for (const engine of ["cpu", "wasm"] as const) {
        await use({ engine });
        const weight = makeVariable([1, 2]);
        const optimizer = tf.train.adam(0.1);
        let calls = 0;
        const step = jit((x: tf.Tensor) => {
          calls++;
          return optimizer.minimize(
            () => tf.sum(tf.square(tf.sub(weight, x))) as tf.Scalar,
            true,
            [weight],
          )!;
        });
        const x = tf.tensor([0, 0]);
        const losses = [step(x), step(x), await step.run([x])].map((loss) => numbers(loss)[0]!);
        assertEquals(losses.map((loss) => loss.toFixed(3)), ["5.000", "4.420", "3.881"]);
        assertEquals(calls, 3);
        assertEquals(step.stats().traces, 0);
        // what is an error in a trace is none here
        assertEquals(jit((y: tf.Tensor) => y.dataSync()[1])(weight), numbers(weight)[1]);
        const recursive: (n: number) => number = jit((n: number) => n === 0 ? 0 : recursive(n - 1));
        assertEquals(recursive(500), 0);
        const aborted = step.run([x], { signal: AbortSignal.abort(new Error("no")) });
        assertEquals((await aborted.catch((error) => error)).message, "no");
        tf.dispose([weight, x]);
      }
    });
    assertEquals(heard.length, 1);
    assertStringIncludes(heard[0]!, "jit runs functions as they are on the engine cpu");
  });
});

(hasTensorflow ? describe : describe.ignore)(
  `jit() on two devices${hasTensorflow ? "" : " (ignored: no TensorFlow library)"}`,
  () => {
    it("compiles anew after the engine was changed and changed back", async () => {
      await use({ engine: "tensorflow", cpuDevices: 2 });
      const weight = makeVariable([1, 2]);
      const step = jit((x: tf.Tensor) => {
        weight.assign(tf.add(weight, x));
        return tf.sum(weight);
      });
      const x = tf.tensor([1, 1]);
      assertEquals(numbers(step(x)), [5]);
      await use({ engine: "cpu" });
      assertEquals(numbers(step(x)), [7]);
      assertEquals(numbers(weight), [3, 4]);
      await use({ engine: "tensorflow" });
      assertEquals(numbers(step(x)), [9]);
      assertEquals(numbers(weight), [4, 5]);
      assertEquals(step.stats().traces, 1);
      tf.dispose([weight, x]);
    });

    it("runs where device() says", async () => {
      await use({ engine: "tensorflow", cpuDevices: 2 });
      assertEquals(info().devices.length, 2);
      const weight = makeVariable([1, 2]);
      const optimizer = tf.train.adam(0.1);
      const step = jit((x: tf.Tensor) =>
        optimizer.minimize(
          () => tf.sum(tf.square(tf.sub(weight, x))) as tf.Scalar,
          true,
          [weight],
        )!
      );
      const loss = (name: string) =>
        device(name, () => tf.tidy(() => numbers(step(tf.tensor([0, 0])))[0]!));
      const first = ["CPU:0", "CPU:0", "CPU:1", "CPU:0", "CPU:1"].map(loss);
      assertEquals(step.stats().traces, 2);
      const eagerWeight = makeVariable([1, 2]);
      const eagerOptimizer = tf.train.adam(0.1);
      const expected = first.map(() =>
        numbers(
          eagerOptimizer.minimize(
            () => tf.sum(tf.square(eagerWeight)) as tf.Scalar,
            true,
            [eagerWeight],
          )!,
        )[0]!
      );
      first.forEach((value, i) => assert(Math.abs(value - expected[i]!) < 1e-4));
      // all of it on the second one, a variable too
      device("CPU:1", () => {
        const own = makeVariable([3, 4]);
        const f = jit((x: tf.Tensor) => {
          own.assign(tf.mul(own, x));
          return tf.add(own, tf.randomNormal([2]));
        });
        tf.tidy(() => {
          for (let i = 0; i < 3; i++) f(tf.scalar(2));
        });
        assertEquals(numbers(own), [24, 32]);
        own.dispose();
      });
      const nested = jit((x: tf.Tensor) => device("CPU:1", () => tf.add(x, 1)));
      assertEquals(tf.tidy(() => numbers(nested(tf.scalar(1)))), [2]);
      assertThrows(() => jit(() => device("GPU:9", () => tf.scalar(1)))(), RangeError, "GPU:9");
      assertEquals(numbers(await device("CPU:1", () => nested).run([tf.scalar(2)])), [3]);
      tf.dispose([weight, eagerWeight]);
    });
  },
);
