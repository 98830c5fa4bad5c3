/** Whether tensors are where a run of the tests wants them. */

import type * as tensaur from "../../src/engine/tf.ts";
import { tensorDevice } from "../../src/engine/tensor_device.ts";
import { jit } from "../../src/jit/mod.ts";

/**
 * Makes sure that results lie on a device of the type that `TENSAUR_TEST_DEVICE` names, such as `GPU`;
 * without the variable anything goes.
 *
 * @throws {Error} If the result of an op, or of a compiled function, is elsewhere.
 */
export function checkRequiredDevice(
  tf: typeof tensaur,
  required: string | undefined = Deno.env.get("TENSAUR_TEST_DEVICE"),
): void {
  if (required === undefined) return;
  tf.tidy(() => {
    const x = tf.ones([4, 4]) as tensaur.Tensor2D;
    using compiled = jit((x: tensaur.Tensor2D) => tf.matMul(x, x), { name: "placed" });
    const results = { "an op": tf.add(x, x), "a compiled function": compiled(x) };
    for (const [what, result] of Object.entries(results)) {
      result.dataSync();
      const device = tensorDevice(result) ?? "no device";
      if (device.startsWith(required)) continue;
      throw new Error(
        `The result of ${what} is on ${device}, and TENSAUR_TEST_DEVICE wants ${required}`,
      );
    }
  });
}
