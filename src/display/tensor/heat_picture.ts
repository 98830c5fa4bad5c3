/**
 * Tables of numbers as colours.
 *
 * @module
 */

import { colorOf, colorsFor, DIVERGING } from "../picture/color_scale.ts";
import { emptyRaster } from "../picture/raster.ts";
import { numberText } from "../text/number_text.ts";
import { extent } from "../text/sparkline.ts";
import type { TensorValues } from "./read_values.ts";
import type { TensorPicture } from "./tensor_picture.ts";

const MAX_SIDE = 256;

/** Draws a matrix, one square per number or, where there are too many, per block's mean. */
export function heatPicture(values: TensorValues): TensorPicture {
  const [rows, columns] = values.shape as [number, number];
  const [tall, wide] = [Math.ceil(rows / MAX_SIDE), Math.ceil(columns / MAX_SIDE)];
  const [height, width] = [Math.ceil(rows / tall), Math.ceil(columns / wide)];
  const means = Array.from({ length: height * width }, (_, i) => {
    const [top, left] = [Math.floor(i / width) * tall, (i % width) * wide];
    return blockMean(values, { top, left, tall, wide });
  });
  const [low, high] = extent(means);
  const colors = colorsFor(low, high);
  const raster = emptyRaster(width, height);
  means.forEach((mean, i) => raster.data.set([...colorOf(mean, colors), 255], 4 * i));
  const [first, last] = colors.scale === DIVERGING ? ["blue", "red"] : ["violet", "yellow"];
  const note = [
    tall * wide > 1 ? `means on ${height} × ${width} squares` : "",
    low < high
      ? `${first} is ${numberText(colors.low)}, ${last} is ${numberText(colors.high)}`
      : "",
  ].filter(Boolean).join("; ");
  return { raster, side: MAX_SIDE, note };
}

/** Mean of the finite numbers of a block; where there are none, of all of them. */
function blockMean(
  { numbers, shape }: TensorValues,
  block: { top: number; left: number; tall: number; wide: number },
): number {
  const [rows, columns] = shape as [number, number];
  let [sum, count, others] = [0, 0, 0];
  for (let y = block.top; y < Math.min(rows, block.top + block.tall); y++) {
    for (let x = block.left; x < Math.min(columns, block.left + block.wide); x++) {
      const value = numbers[y * columns + x]!;
      if (Number.isFinite(value)) {
        sum += value;
        count++;
      } else others += value;
    }
  }
  return count > 0 ? sum / count : others;
}
