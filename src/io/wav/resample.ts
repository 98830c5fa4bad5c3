/**
 * Sound at another rate.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";

/** Zeros of the sinc on each side. */
const ZEROS = 16;

/**
 * Resamples sound by a sinc under a window of Hann, cut at the lower of the two rates.
 *
 * @param samples float32 `[frames, channels]`.
 * @param rates Samples per second before and after.
 * @returns float32 `[round(frames * to / from), channels]`.
 * @throws {RangeError} When a rate is not positive.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const sound = { dtype: "float32", shape: [4, 1], data: new Float32Array(4).fill(0.5) } as const;
 * assertEquals(io.resample(sound, { from: 8000, to: 16_000 }).shape, [8, 1]);
 * ```
 */
export function resample(
  samples: NdArrayOf<"float32">,
  { from, to }: { readonly from: number; readonly to: number },
): NdArrayOf<"float32"> {
  if (!(from > 0 && to > 0 && Number.isFinite(to))) {
    throw new RangeError(
      `Cannot resample: rates must be positive, current values are ${from}, ${to}`,
    );
  }
  const [frames = 0, channels = 0] = samples.shape;
  const length = Math.round(frames * to / from);
  const data = new Float32Array(length * channels);
  const cut = Math.min(1, to / from);
  const reach = ZEROS / cut;
  for (let i = 0; i < length; i++) {
    const centre = i * from / to;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(frames - 1, Math.floor(centre + reach));
    let total = 0;
    for (let k = first; k <= last; k++) {
      const distance = k - centre;
      const x = Math.PI * distance * cut;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      const weight = sinc * Math.cos(Math.PI * distance / (2 * reach)) ** 2;
      total += weight;
      for (let c = 0; c < channels; c++) {
        data[i * channels + c]! += weight * samples.data[k * channels + c]!;
      }
    }
    // Weights sum to 1, at the ends as well: a constant stays one.
    if (total === 0) continue;
    for (let c = 0; c < channels; c++) data[i * channels + c]! /= total;
  }
  return { dtype: "float32", shape: [length, channels], data };
}
