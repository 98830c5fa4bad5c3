/**
 * Put before each file of tests by `suites.ts` (`deno test --preload`): starts TensorFlow without
 * TensorFloat-32, which has fewer digits than tests compare, and makes sure that its results lie on a
 * device of the type that `TENSAUR_TEST_DEVICE` names. Where they do not, no test of the file runs.
 *
 * @module
 */

import * as engine from "../../src/engine/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { checkRequiredDevice } from "../../tests/engine/required_device.ts";

Deno.test.beforeAll(async () => {
  await engine.use({ engine: "tensorflow", tensorFloat32: false });
  checkRequiredDevice(tf);
});
