/**
 * What the tests of the wasm engine share: both engines on the same inputs, and how near their results
 * must be.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import * as tfjs from "../../../src/deps/tfjs.ts";
import { cpuBackend } from "../../../src/engine/wasm/cpu_bridge.ts";
import { registerWasm } from "../../../src/engine/wasm/register.ts";

/**
 * Largest difference between wasm and cpu, relative to the largest value of the tensor: float32 sums of a
 * few thousand terms, added up in another order.
 */
export const TOLERANCE = 2e-5;

/** A tensor of numbers between -1 and 1 that depend on the seed alone. */
export function numbers(shape: number[], seed: number): tfjs.Tensor {
  return tfjs.randomUniform(shape, -1, 1, "float32", seed);
}

/** What one engine made of a computation. */
interface Outcome {
  shape: number[];
  dtype: string;
  values: number[];
}

/** Runs `compute` on an engine; fails if the engine keeps more tensors than the results. */
async function outcomes(engine: "cpu" | "wasm", compute: () => tfjs.Tensor[]): Promise<Outcome[]> {
  await registerWasm();
  cpuBackend();
  await tfjs.setBackend(engine);
  assertEquals(tfjs.getBackend(), engine);
  const backend = tfjs.backend() as tfjs.KernelBackend;
  const before = backend.numDataIds();
  const tensors = tfjs.tidy(compute);
  const results: Outcome[] = [];
  for (const tensor of tensors) {
    const values = Array.from(await tensor.data(), Number);
    results.push({ shape: tensor.shape, dtype: tensor.dtype, values });
    tensor.dispose();
  }
  assertEquals(backend.numDataIds(), before, `${engine} keeps data that nothing refers to`);
  return results;
}

/** Asserts that wasm and cpu agree on every tensor that `compute` returns. */
export async function assertSameOnCpu(compute: () => tfjs.Tensor[]): Promise<void> {
  const expected = await outcomes("cpu", compute);
  const actual = await outcomes("wasm", compute);
  assertEquals(actual.length, expected.length);
  for (const [index, want] of expected.entries()) {
    const got = actual[index]!;
    assertEquals(got.shape, want.shape);
    assertEquals(got.dtype, want.dtype);
    const size = want.values.reduce(
      (max, v) => Math.max(max, Number.isFinite(v) ? Math.abs(v) : 0),
      0,
    );
    for (const [i, value] of want.values.entries()) {
      const near = Object.is(got.values[i], value) || got.values[i] === value ||
        Math.abs(got.values[i]! - value) <= TOLERANCE * Math.max(size, 1e-3);
      assert(
        near,
        `Result ${index} differs at ${i}: wasm has ${got.values[i]}, cpu has ${value}`,
      );
    }
  }
}

/** Asserts that both engines agree on the value of `fn` and on its gradient for each input. */
export async function assertSameGradients(
  fn: (...inputs: tfjs.Tensor[]) => tfjs.Tensor,
  ...shapes: number[][]
): Promise<void> {
  await assertSameOnCpu(() => {
    const inputs = shapes.map((shape, index) => numbers(shape, index + 1));
    const value = fn(...inputs);
    // Unequal weights, so that no part of the gradient cancels.
    const dy = numbers(value.shape, 77);
    return [value, ...tfjs.grads(fn)(inputs, dy)];
  });
}

/**
 * Asserts that the gradient on wasm of a function that is linear in its input has the function's own
 * value as its directional derivative. For what tfjs's cpu backend gets wrong.
 */
export async function assertExactGradient(
  fn: (x: tfjs.Tensor) => tfjs.Tensor,
  shape: number[],
): Promise<void> {
  await registerWasm();
  await tfjs.setBackend("wasm");
  const [derivative, product, scale] = tfjs.tidy(() => {
    const dy = numbers(fn(numbers(shape, 1)).shape, 77);
    const direction = numbers(shape, 78);
    const inner = (a: tfjs.Tensor, b: tfjs.Tensor) => tfjs.sum(tfjs.mul(a, b)).dataSync()[0]!;
    return [
      inner(fn(direction), dy),
      inner(tfjs.grad(fn)(numbers(shape, 1), dy), direction),
      tfjs.sum(tfjs.abs(tfjs.mul(fn(direction), dy))).dataSync()[0]!,
    ];
  }) as unknown as [number, number, number];
  assert(
    Math.abs(derivative - product) <= TOLERANCE * scale,
    `The derivative is ${derivative}, the gradient says ${product}`,
  );
}
