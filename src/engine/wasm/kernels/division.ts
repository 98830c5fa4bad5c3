import { input, type KernelCall, view } from "../backend.ts";

/**
 * Whether integers are divided by a zero among them, where WebAssembly ends the program, or booleans are
 * divided, of which the compiled kernels know nothing.
 */
export function dividesByZero(call: KernelCall): boolean {
  const divisor = input(call, "b");
  if (divisor.dtype === "float32") return false;
  return divisor.dtype === "bool" || view(call.backend, divisor).includes(0);
}
