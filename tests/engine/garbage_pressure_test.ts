import { assertEquals, assertLess } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { GarbagePressure } from "../../src/engine/garbage_pressure.ts";

/** Whether `fn` collects garbage: something unreachable is gone after it. */
async function collects(fn: () => void): Promise<boolean> {
  let gone = false;
  const registry = new FinalizationRegistry(() => gone = true);
  (() => registry.register({}, undefined))();
  await new Promise((resolve) => setTimeout(resolve, 0));
  fn();
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  return gone;
}

describe("GarbagePressure", () => {
  it("collects when native memory has grown", async () => {
    const pressure = new GarbagePressure();
    assertEquals(await collects(() => pressure.grown(10, 2 ** 20)), false);
    assertEquals(await collects(() => pressure.grown(10, 2 ** 30)), true);
  });

  it("collects when tensors are many", async () => {
    const pressure = new GarbagePressure();
    assertEquals(await collects(() => pressure.grown(100_000, 0)), true);
  });

  it("collects once early, what start-up has left, and then seldom", async () => {
    const pressure = new GarbagePressure();
    const make = (tensors: number) => () => {
      for (let i = 0; i < tensors; i++) pressure.grown(10, 0);
    };
    assertEquals(await collects(make(900)), false);
    assertEquals(await collects(make(200)), true);
    // It must not take more than a tenth of the time.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assertEquals(await collects(make(20_000)), false);
    assertEquals(await collects(() => pressure.grown(10, 0, 40_000)), true);
  });

  it("does not collect again and again while the same memory is alive", () => {
    const pressure = new GarbagePressure();
    pressure.grown(10, 2 ** 30);
    const start = performance.now();
    for (let i = 0; i < 1_000; i++) pressure.grown(10, 2 ** 30 + i);
    assertLess(performance.now() - start, 100);
  });
});
