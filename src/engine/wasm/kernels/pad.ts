import type * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall, release } from "../backend.ts";

type Padding = [before: number, after: number];

/** Whether a padding is negative: the compiled kernel reads what lies beside the tensor in memory. */
export function crops({ attrs }: KernelCall): boolean {
  return (attrs.paddings as Padding[]).some((ends) => ends.some((width) => width < 0));
}

/**
 * `PadV2` that cuts off where a padding is negative, and pads the rest. tfjs-layers' StartEndPacker
 * truncates so.
 *
 * @throws {RangeError} When more is cut off than there is.
 */
export function crop(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const paddings = call.attrs.paddings as Padding[];
  const begin = paddings.map(([before]) => Math.max(0, -before));
  const size = paddings.map(([before, after], axis) =>
    x.shape[axis]! + Math.min(0, before) + Math.min(0, after)
  );
  if (size.some((length) => length < 0)) {
    throw new RangeError(
      `Cannot cut [${x.shape}] by the paddings ${JSON.stringify(paddings)}: they take away more ` +
        "than there is",
    );
  }
  const inner = callKernel(backend, "Slice", { x }, { begin, size });
  const kept = paddings.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]);
  const { constantValue } = call.attrs;
  const out = callKernel(backend, "PadV2", { x: inner }, { paddings: kept, constantValue });
  release(backend, inner);
  return out;
}

/**
 * Refuses negative paddings, for kernels in which cutting off has no meaning.
 *
 * @throws {RangeError} Always.
 */
export function refuseToCrop({ attrs }: KernelCall): never {
  throw new RangeError(
    `Cannot divide an image into blocks with the paddings ${
      JSON.stringify(attrs.paddings)
    }: none ` +
      "may be negative, slice the image first",
  );
}
