/**
 * complex64 on the wasm heap: real and imaginary parts side by side, as tfjs reads and writes them.
 *
 * @module
 */
import type * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

/** `Complex`: two float32 tensors of one shape to complex64. */
export function complex(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const real = input(call, "real");
  const out = backend.makeOutput(real.shape, "complex64");
  const reals = floats(backend, real);
  const imags = floats(backend, input(call, "imag"));
  const outs = floats(backend, out);
  for (let i = 0; i < reals.length; i++) {
    outs[2 * i] = reals[i]!;
    outs[2 * i + 1] = imags[i]!;
  }
  return out;
}

/** `Real`: the real parts as float32. */
export function real(call: KernelCall): tfjs.TensorInfo {
  return part(call, (re) => re);
}

/** `Imag`: the imaginary parts as float32. */
export function imag(call: KernelCall): tfjs.TensorInfo {
  return part(call, (_, im) => im);
}

/** `ComplexAbs`: the magnitudes as float32. */
export function complexAbs(call: KernelCall): tfjs.TensorInfo {
  return part(call, Math.hypot, "x");
}

function part(
  call: KernelCall,
  pick: (re: number, im: number) => number,
  name = "input",
): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, name);
  const out = backend.makeOutput(x.shape, "float32");
  const pairs = floats(backend, x);
  const outs = floats(backend, out);
  for (let i = 0; i < outs.length; i++) outs[i] = pick(pairs[2 * i]!, pairs[2 * i + 1]!);
  return out;
}
