/** Placing ops on devices. @module */

import * as tfjs from "../deps/tfjs.ts";
import { BACKEND, shortDeviceName } from "./info.ts";
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
  const context = tfjs.getBackend() === BACKEND ? startedTensorflow()?.context : undefined;
  // wasm and cpu have the one device.
  const names = context?.devices.map((device) => shortDeviceName(device.name)) ?? ["CPU:0"];
  const index = names.indexOf(name);
  if (index < 0) {
    throw new RangeError(`Cannot place ops on "${name}": there are ${names.join(", ")}`);
  }
  const before = context?.device ?? null;
  if (context !== undefined) context.device = context.devices[index]!.name;
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new TypeError(
        `Cannot place async code on "${name}": place the synchronous parts one by one`,
      );
    }
    return result;
  } finally {
    if (context !== undefined) context.device = before;
  }
}
