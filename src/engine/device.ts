/** Placing ops on devices. @module */

import { shortDeviceName } from "./info.ts";
import { startedTensorflow } from "./start.ts";

/**
 * Runs `fn` with its ops placed on the device called `name`.
 *
 * TensorFlow otherwise places ops itself: on the first GPU where there is one and a kernel for it.
 *
 * @param name A name from `engine.info().devices`, such as `"CPU:0"` or `"GPU:1"`.
 * @param fn What to run; it must not be async, for other code runs while it waits.
 * @returns What `fn` returns.
 * @throws {RangeError} If there is no such device.
 * @throws {TypeError} If `fn` returns a promise.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * await tf.ready();
 * const sum = engine.device("CPU:0", () => tf.add(1, 2));
 * assertEquals(sum.dataSync()[0], 3);
 * ```
 */
export function device<T>(name: string, fn: () => T): T {
  const context = startedTensorflow()?.context;
  if (context === undefined) {
    // wasm and cpu have the one device.
    if (name === "CPU:0") return fn();
    throw new RangeError(`Cannot place ops on "${name}": the engine has only CPU:0`);
  }
  const found = context.devices.find((device) => shortDeviceName(device.name) === name);
  if (found === undefined) {
    const names = context.devices.map((device) => shortDeviceName(device.name)).join(", ");
    throw new RangeError(`Cannot place ops on "${name}": there are ${names}`);
  }
  const before = context.device;
  context.device = found.name;
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new TypeError(
        `Cannot place async code on "${name}": place the synchronous parts one by one`,
      );
    }
    return result;
  } finally {
    context.device = before;
  }
}
