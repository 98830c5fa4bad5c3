import type * as tfjs from "../../../deps/tfjs.ts";
import { alias, input, type KernelCall, view } from "../backend.ts";
import { runOnCpu } from "../cpu_bridge.ts";

/**
 * `Cast` between float32, int32 and bool: anything but 0 is true, fractions are cut off.
 *
 * The backend's own kernel keeps the lowest byte of a number as its truth value. Complex numbers and
 * strings go to the cpu backend.
 */
export function cast(call: KernelCall): tfjs.TensorInfo | tfjs.TensorInfo[] {
  const { backend } = call;
  const x = input(call, "x");
  const dtype = call.attrs.dtype as tfjs.DataType;
  if (x.dtype === dtype) return alias(backend, x);
  const numeric = (type: tfjs.DataType) => type !== "complex64" && type !== "string";
  if (!numeric(x.dtype) || !numeric(dtype)) return runOnCpu("Cast", call);
  const out = backend.makeOutput(x.shape, dtype);
  const from = view(backend, x);
  const to = view(backend, out);
  if (dtype !== "bool") to.set(from);
  else for (let i = 0; i < to.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  return out;
}
