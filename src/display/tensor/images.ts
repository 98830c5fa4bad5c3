/**
 * Tensors that hold images.
 *
 * @module
 */

import { countText, numberText } from "../text/number_text.ts";
import { pictureGrid } from "../picture/grid.ts";
import { emptyRaster, type Raster } from "../picture/raster.ts";
import type { TensorValues } from "./read_values.ts";
import type { Statistics } from "./statistics.ts";
import type { TensorPicture } from "./tensor_picture.ts";

/** Smaller ones are rather weights than images. */
const MIN_SIDE = 8;
/** Pixels of the tensor, along a side, that are drawn of one image, and of a whole grid. */
const MAX_SIDE = 256;
const GRID_SIDE = 320;
/** Along a side, what a small image and a grid of small ones are enlarged to. */
const LARGE = 224;
const LARGE_GRID = 600;
const MAX_IMAGES = 64;

/** Whether tensors of this shape are images `[height, width, 1 | 3 | 4]`, or a batch of them. */
export function isImages(shape: readonly number[]): boolean {
  if (shape.length !== 3 && shape.length !== 4) return false;
  const [height, width, channels] = shape.slice(-3) as [number, number, number];
  return [1, 3, 4].includes(channels) && height >= MIN_SIDE && width >= MIN_SIDE &&
    (shape.length === 3 || shape[0]! > 0);
}

/** Draws an image, or the first images of a batch as a grid. */
export function imagesPicture(values: TensorValues, summary: Statistics): TensorPicture {
  const { shape } = values;
  const count = shape.length === 4 ? shape[0]! : 1;
  const shown = Math.min(count, MAX_IMAGES);
  const columns = Math.ceil(Math.sqrt(shown));
  const side = shown === 1 ? MAX_SIDE : Math.min(MAX_SIDE, Math.floor(GRID_SIDE / columns));
  const brightness = brightnessOf(summary);
  const images = Array.from(
    { length: shown },
    (_, i) => drawImage(values, { index: i, side, brightness }),
  );
  const raster = shown === 1 ? images[0]! : pictureGrid(images, { columns, gap: 1 });
  const [height, width] = shape.slice(-3) as [number, number];
  const small = Math.max(height, width) > side ? `${width} × ${height} made smaller` : "";
  const many = shown < count ? `the first ${shown} of ${countText(count)} images` : "";
  return {
    raster,
    side: shown === 1 ? LARGE : LARGE_GRID,
    note: [many, small, brightness.note].filter(Boolean).join("; "),
  };
}

/** How values become brightness. */
interface Brightness {
  /** The value of black. */
  readonly black: number;
  /** 255 divided by the distance from black to white. */
  readonly scale: number;
  /** Said where it is not the usual one. */
  readonly note: string;
}

function brightnessOf({ min, max }: Statistics): Brightness {
  if (min >= 0 && max <= 1) return { black: 0, scale: 255, note: "" };
  if (min >= 0 && max <= 255) return { black: 0, scale: 1, note: "" };
  const note = `black is ${numberText(min)}, white is ${numberText(max)}`;
  return { black: min, scale: max > min ? 255 / (max - min) : 0, note };
}

function drawImage(
  { numbers, shape }: TensorValues,
  options: { readonly index: number; readonly side: number; readonly brightness: Brightness },
): Raster {
  const { index, side, brightness: { black, scale } } = options;
  const [height, width, channels] = shape.slice(-3) as [number, number, number];
  const step = Math.max(1, Math.ceil(Math.max(height, width) / side));
  const raster = emptyRaster(Math.ceil(width / step), Math.ceil(height / step));
  const start = index * height * width * channels;
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      const at = 4 * (y * raster.width + x);
      const mean = (channel: number) => {
        let [sum, count] = [0, 0];
        for (let row = y * step; row < Math.min(height, (y + 1) * step); row++) {
          for (let column = x * step; column < Math.min(width, (x + 1) * step); column++) {
            sum += numbers[start + (row * width + column) * channels + channel]!;
            count++;
          }
        }
        return (sum / count - black) * scale;
      };
      for (let channel = 0; channel < 3; channel++) {
        raster.data[at + channel] = channel === 0 || channels > 1
          ? mean(channel)
          : raster.data[at]!;
      }
      raster.data[at + 3] = channels === 4 ? mean(3) : 255;
    }
  }
  return raster;
}
