import { assertEquals } from "@std/assert";
import { afterEach, beforeAll, beforeEach } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";

/** Makes the engine ready for the tests of a `describe`, and fails each that leaves tensors behind. */
export function leavesNoTensors(): void {
  let before: number;
  beforeAll(async () => {
    await tf.ready();
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => assertEquals(tf.memory().numTensors, before, "tensors leak"));
}
