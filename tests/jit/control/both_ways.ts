/** What holds compiled and not compiled alike. @module */

import { assertThrows } from "@std/assert";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { assertLeavesNothing } from "../engine_snapshot.ts";

/** Asserts that `fn` throws the same compiled and not compiled, and that nothing is left behind. */
export function assertRefuses(
  fn: (...args: tf.Tensor[]) => unknown,
  args: tf.Tensor[],
  message: string,
  errorClass: new (message: string) => Error = TypeError,
): void {
  const compiled = jit(fn);
  for (const way of [fn, compiled]) {
    assertLeavesNothing(() => {
      assertThrows(() => tf.tidy(() => void way(...args)), errorClass, message);
    });
  }
}
