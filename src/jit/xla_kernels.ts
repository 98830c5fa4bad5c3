/** Which ops XLA can compile. @module */

import { devicesWithKernel } from "../ffi/kernel_registry.ts";
import type { Library } from "../ffi/library.ts";

/**
 * Makes a function that tells whether XLA lacks an op on devices of a type. XLA must have been started:
 * it makes its kernels known when it first compiles something. Functions, which are called as ops are, it
 * does not lack.
 */
export function lacksOnDevice(library: Library, device: string): (op: string) => boolean {
  const known = new Map<string, boolean>();
  return (op) => {
    let lacks = known.get(op);
    if (lacks === undefined) {
      const devices = devicesWithKernel(library, op);
      lacks = devices.size > 0 && !devices.has(`XLA_${device}_JIT`);
      known.set(op, lacks);
    }
    return lacks;
  };
}
