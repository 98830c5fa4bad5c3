import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { it } from "@std/testing/bdd";
import { memory, type MemoryReport } from "../../src/engine/memory_report.ts";
import { collectGarbage } from "../../src/deps/collect_garbage.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

/** Lets finalisers run. */
async function turnEventLoop(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What is alive once the garbage of earlier tests is gone. */
async function settled(): Promise<MemoryReport> {
  collectGarbage();
  await turnEventLoop();
  return memory();
}

/** Steps of gradient descent on a small dense layer; `tidy` or not. */
async function descend(steps: number, tidy: boolean): Promise<number[]> {
  const weights = tf.variable(tf.randomNormal([64, 64]));
  const optimizer = tf.train.sgd(1e-3);
  const loss = () =>
    tf.mean(tf.square(tf.relu(tf.matMul(tf.ones([16, 64]), weights)))) as tf.Scalar;
  const resident: number[] = [];
  for (let step = 0; step < steps; step++) {
    const value = tidy
      ? tf.tidy(() => optimizer.minimize(loss, true)!)
      : optimizer.minimize(loss, true)!;
    await value.data();
    if (tidy) value.dispose();
    resident.push(Deno.memoryUsage().rss);
  }
  weights.dispose();
  optimizer.dispose();
  return resident;
}

describeTensorflow("memory()", () => {
  it("counts native tensors and names the op that made each", () => {
    const before = memory();
    const product = tf.matMul(tf.ones([8, 8]), tf.ones([8, 8]));
    const after = memory();
    const made = after.byOp.find((tally) => tally.op.includes("MatMul"));
    assert(made !== undefined && made.bytes >= 256);
    assertGreater(after.tensors, before.tensors);
    product.dispose();
  });

  it("adds up by device", () => {
    using x = tf.ones([100]);
    const { bytes, byDevice } = memory();
    assertEquals(byDevice.reduce((sum, device) => sum + device.bytes, 0), bytes);
    assert(x.dataSync().length === 100);
  });

  it("goes back to where it was when tensors are disposed", async () => {
    const before = await settled();
    for (let i = 0; i < 100; i++) tf.tidy(() => tf.square(tf.ones([10, i])).sum()).dispose();
    assertEquals(memory().tensors, before.tensors);
    assertEquals(memory().bytes, before.bytes);
  });

  it("frees the native handles of tensors that nobody disposed", async () => {
    const before = await settled();
    const counts = tf.memory();
    for (let i = 0; i < 500; i++) tf.square(tf.ones([100]));
    assertGreater(memory().tensors, before.tensors + 500);
    // The youngest few are held for speed: newer ones take their places.
    tf.tidy(() => {
      for (let i = 0; i < 200; i++) tf.scalar(i).square();
    });
    collectGarbage();
    await turnEventLoop();
    assertLess(memory().tensors, before.tensors + 80);
    assertGreater(memory().collected, before.collected + 900);
    assertLess(tf.memory().numTensors, counts.numTensors + 80);
    assertLess(tf.memory().numDataBuffers, counts.numDataBuffers + 80);
  });

  it("stays flat over 1,000 steps without tidy", async () => {
    await descend(200, false);
    const before = memory();
    const resident = await descend(1_000, false);
    assertLess(memory().tensors, before.tensors + 4_500);
    const [early, late] = [resident.slice(300, 500), resident.slice(-200)].map((part) =>
      part.reduce((sum, value) => sum + value, 0) / part.length
    );
    assertLess(late! / early!, 1.05);
  });

  it("stays flat over 1,000 steps with tidy", async () => {
    const before = await settled();
    await descend(1_000, true);
    // The variable's first value is held by no one once the first step has replaced it.
    assertLess(memory().tensors, before.tensors + 2);
  });
});
