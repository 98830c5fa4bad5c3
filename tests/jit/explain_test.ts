import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { use } from "../../src/engine/select.ts";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";

const dense = (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor1D) =>
  tf.tidy(() => tf.relu(tf.add(tf.matMul(x, w), b)));

function denseArguments(): [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D] {
  return [tf.ones([64, 128]), tf.ones([128, 256]), tf.ones([256])];
}

const DENSE_FLOPS = 2 * 64 * 128 * 256 + 2 * 64 * 256;

describeTensorflow("jit.explain()", () => {
  it("counts a dense layer exactly, fused or not", () => {
    const report = jit.explain(dense, ...denseArguments());
    assertEquals(report.flops, DENSE_FLOPS);
    assertEquals(report.name, "dense");
    assertEquals(report.devices, ["CPU:0"]);
    assertEquals(report.notCounted, []);
    const product = report.nodes.find(({ op }) => op.includes("MatMul"))!;
    assertEquals(product.inputs.slice(0, 2), ["float32[64,128]", "float32[128,256]"]);
    assertEquals(product.outputs[0], "float32[64,256]");
    assert(product.flops! >= 2 * 64 * 128 * 256);
    assert(product.bytes! >= 4 * (64 * 128 + 128 * 256 + 64 * 256));
  });

  it("times each op, all together within the time that the threads had", () => {
    const x = tf.randomNormal<tf.Rank.R2>([256, 512]);
    const deep = (x: tf.Tensor2D) => {
      let y: tf.Tensor2D = x;
      for (let i = 0; i < 4; i++) y = tf.tanh(tf.matMul(y, tf.matMul(x, y, true), false));
      return y;
    };
    const report = jit.explain(deep, x);
    assert(report.callMs > 0 && report.runs >= 3);
    assert(report.nodes.every(({ ms }) => ms! > 0), "each op has taken time");
    assert(report.opMs! > 0);
    const threads = navigator.hardwareConcurrency;
    assert(report.opMs! < threads * report.notedMs, `${report.opMs} of ${report.notedMs} ms`);
    const kinds = report.kinds.reduce((sum, { ms }) => sum + ms!, 0);
    assert(Math.abs(kinds - report.opMs!) < 1e-9 * kinds);
    const shares = report.kinds.reduce((sum, { share }) => sum + share!, 0);
    assert(Math.abs(shares - 1) < 1e-9);
    // Four products of [512,256]·[256,512] and four of [256,512]·[512,512].
    const products = report.kinds.filter(({ op }) => op.includes("MatMul"));
    assertEquals(
      products.reduce((sum, { flops }) => sum + flops, 0),
      8 * 2 * 256 * 512 * 512,
    );
    assertEquals(products.reduce((sum, { count }) => sum + count, 0), 8);
  });

  it("leaves weights, the optimizer, random numbers and statistics as they were", () => {
    const train = (explained: boolean) => {
      const weight = tf.variable(tf.tensor1d([1, 2, 3]));
      const optimizer = tf.train.adam(0.1);
      const step = jit(
        (x: tf.Tensor1D) =>
          optimizer.minimize(
            () => tf.sum(tf.square(tf.sub(weight, tf.add(x, tf.randomUniform([3]))))),
            true,
            [weight],
          )!,
        { seed: 7 },
      );
      const x = tf.tensor1d([3, 2, 1]);
      const losses: number[] = [];
      for (let i = 0; i < 3; i++) {
        if (explained) {
          const before = weight.dataSync();
          const calls = step.stats().calls;
          const report = jit.explain(step, x);
          assert(report.kinds.some(({ op }) => op.startsWith("ResourceApply") || op === "Assign"));
          assertEquals(weight.dataSync(), before);
          assertEquals(step.stats().calls, calls);
          assertEquals(step.random, { seed: 7, calls: i });
        }
        losses.push(step(x).dataSync()[0]!);
      }
      assertEquals(step.stats().traces, 1);
      step.dispose();
      return losses;
    };
    assertEquals(train(true), train(false));
  });

  it("frees all that it makes", () => {
    const args = denseArguments();
    const step = jit(dense);
    jit.explain(step, ...args);
    const before = tf.memory();
    jit.explain(step, ...args);
    jit.explain(dense, ...args);
    const after = tf.memory() as tf.MemoryInfo & { numTensorsNative?: number };
    assertEquals(after.numTensors, before.numTensors);
    assertEquals(after.numTensorsNative, (before as typeof after).numTensorsNative);
    step.dispose();
  });

  it("times XLA's launch as a whole, and counts what it was given", () => {
    const step = jit(dense, { xla: true, name: "layer" });
    const report = jit.explain(step, ...denseArguments());
    assertEquals([report.name, report.xla, report.opMs], ["layer", true, null]);
    assert(report.callMs > 0 && report.gflopsPerSecond > 0);
    assertEquals(report.flops, DENSE_FLOPS);
    assertEquals(report.notCounted, []);
    assert(report.nodes.every(({ ms }) => ms === null));
    assert(String(report).includes("compiled by XLA"));
    step.dispose();
  });

  it("counts a whole training step with nothing left out", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [12, 12, 3],
          filters: 8,
          kernelSize: 3,
          activation: "relu",
        }),
        tf.layers.batchNormalization(),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 5 }),
      ],
    });
    const optimizer = tf.train.adam();
    const step = (x: tf.Tensor, y: tf.Tensor) =>
      optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor),
        true,
      )!;
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], "int32"), 5);
    const report = jit.explain(step, tf.randomNormal([4, 12, 12, 3]), labels);
    assertEquals(report.notCounted, []);
    const products = (name: string) =>
      report.nodes.filter(({ op }) => op.includes(name)).map(({ flops }) => flops!);
    const taps = 2 * 4 * 10 * 10 * 8 * 3 * 3 * 3;
    assertEquals(products("Conv2DBackpropFilter"), [taps]);
    // Forward, and its gradient to the weights: that to the pictures is not asked for.
    const forward = report.nodes.filter(({ op }) => /Conv2D$/.test(op)).map(({ flops }) => flops!);
    assertEquals(forward.map((flops) => flops - flops % taps), [taps]);
    assertEquals(report.kinds.find(({ op }) => op.endsWith("MaxPool"))!.flops, 4 * 4 * 5 * 5 * 8);
    model.dispose();
  });

  it("names the ops whose work it does not count", () => {
    const report = jit.explain((x: tf.Tensor1D) => tf.topk(x, 2).values, tf.tensor1d([3, 1, 2]));
    assertEquals(report.notCounted, ["TopKV2"]);
    assertEquals(report.nodes.find(({ op }) => op === "TopKV2")!.flops, null);
    assert(String(report).includes("Not counted in FLOP and bytes: TopKV2."));
  });

  it("gives data that survive JSON, and text of at most 80 columns", () => {
    const report = jit.explain(dense, ...denseArguments());
    const data = JSON.parse(JSON.stringify(report));
    assertEquals(data.flops, DENSE_FLOPS);
    assertEquals(structuredClone(data).nodes, report.nodes);
    const lines = String(report).split("\n");
    assert(lines[0]!.startsWith("dense: "), lines[0]!);
    assert(lines.every((line) => line.length <= 80), String(report));
    assertEquals(Deno.inspect(report), String(report));
  });

  it("refuses other engines, and traced code", async () => {
    const args = denseArguments();
    const inner = jit((x: tf.Tensor1D) => {
      jit.explain((y: tf.Tensor1D) => tf.neg(y), x);
      return x;
    });
    assertThrows(() => inner(tf.tensor1d([1])), Error, "inside of a compiled function");
    await use({ engine: "cpu" });
    assertThrows(
      () => jit.explain(dense, ...args),
      Error,
      "Cannot explain dense on the engine cpu",
    );
    await use({ engine: "tensorflow" });
  });
});
