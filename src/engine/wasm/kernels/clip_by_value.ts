import type * as tfjs from "../../../deps/tfjs.ts";
import { input, type KernelCall, view } from "../backend.ts";

/** `ClipByValue`, where NaN stays NaN; the compiled kernel makes the lower bound of it. */
export function clipByValue(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const low = call.attrs.clipValueMin as number;
  const high = call.attrs.clipValueMax as number;
  const out = backend.makeOutput(x.shape, x.dtype);
  const from = view(backend, x);
  const to = view(backend, out);
  for (let i = 0; i < to.length; i++) {
    const value = from[i]!;
    to[i] = value > high ? high : value < low ? low : value;
  }
  return out;
}
