/**
 * Pictures on the host, mirrored.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";

/** Mirrors a picture exactly, left and right, top and bottom, or both. */
export function flipImage(
  image: NdArrayOf<"float32">,
  { horizontal, vertical }: { readonly horizontal: boolean; readonly vertical: boolean },
): NdArrayOf<"float32"> {
  if (!horizontal && !vertical) return image;
  const [height = 0, width = 0, channels = 0] = image.shape;
  const line = width * channels;
  const source = image.data;
  const data = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    const from = (vertical ? height - 1 - y : y) * line;
    const to = y * line;
    if (!horizontal) {
      data.set(source.subarray(from, from + line), to);
      continue;
    }
    let at = from + line - channels;
    for (let x = to; x < to + line; x += channels) {
      // Three channels without a loop of their own take half the time.
      data[x] = source[at]!;
      if (channels > 1) data[x + 1] = source[at + 1]!;
      if (channels > 2) data[x + 2] = source[at + 2]!;
      for (let c = 3; c < channels; c++) data[x + c] = source[at + c]!;
      at -= channels;
    }
  }
  return { dtype: "float32", shape: image.shape, data };
}
