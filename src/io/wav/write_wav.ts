/**
 * Writer for WAV.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";

/**
 * Writes sound as a WAV file of 16 bits; values beyond -1 and 1 are cut.
 *
 * @param samples float32 `[frames, channels]`.
 * @param options Samples per second.
 * @returns The whole file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const sound = { dtype: "float32", shape: [3, 1], data: Float32Array.of(0, 0.5, -1) } as const;
 * assertEquals(io.readWav(io.writeWav(sound, { sampleRate: 8000 })).samples, sound);
 * ```
 */
export function writeWav(
  samples: NdArrayOf<"float32">,
  { sampleRate }: { readonly sampleRate: number },
): Uint8Array<ArrayBuffer> {
  const channels = samples.shape[1] ?? 1;
  const { data } = samples;
  const bytes = new Uint8Array(44 + 2 * data.length);
  const view = new DataView(bytes.buffer);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  put(36, "data");
  view.setUint32(40, 2 * data.length, true);
  for (let i = 0; i < data.length; i++) {
    const value = Math.round(data[i]! * 32_768);
    view.setInt16(44 + 2 * i, Math.min(Math.max(value, -32_768), 32_767), true);
  }
  return bytes;
}
