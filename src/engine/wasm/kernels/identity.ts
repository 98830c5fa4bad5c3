import type * as tfjs from "../../../deps/tfjs.ts";
import { alias, input, type KernelCall } from "../backend.ts";

/**
 * `Identity` without a copy: the result shares the data, which tensors never change.
 *
 * The backend's own kernel copies, so that each value kept for a gradient cost its size once more and
 * tfjs's leak check refused operations with a gradient of their own.
 */
export function identity(call: KernelCall): tfjs.TensorInfo {
  return alias(call.backend, input(call, "x"));
}
