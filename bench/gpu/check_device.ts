/**
 * Put before each file of tests by `suites.ts` (`deno test --preload`): after its tests it makes sure
 * that those which used TensorFlow had it on a device of the type that `TENSAUR_TEST_DEVICE` names.
 *
 * @module
 */

import { startedTensorflow } from "../../src/engine/start.ts";
import { checkRequiredDevice } from "../../tests/engine/required_device.ts";
import * as engine from "../../src/engine/mod.ts";
import * as tf from "../../src/engine/tf.ts";

Deno.test.afterAll(async () => {
  // Tests of other engines have no device to be on.
  if (startedTensorflow() === undefined) return;
  await engine.use({ engine: "tensorflow" });
  checkRequiredDevice(tf);
});
