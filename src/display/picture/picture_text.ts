/**
 * Pictures in terminals: two pixels per character, one above the other.
 *
 * @module
 */

import type { TextOptions } from "../mime_bundle.ts";
import type { Raster } from "./raster.ts";

const SHADES = " .:-=+*#%@";
/** No picture is taller than a screen. */
const MAX_LINES = 24;

/** Draws a picture in colours, or in shades where there are none; large pictures get smaller. */
export function pictureText(raster: Raster, options: Required<TextOptions>): string[] {
  const factor = Math.max(
    1,
    raster.width / options.columns,
    raster.height / (2 * MAX_LINES),
  );
  const width = Math.floor(raster.width / factor);
  const height = Math.floor(raster.height / factor);
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "";
    for (let x = 0; x < width; x++) {
      const upper = pixel(raster, x * factor, y * factor);
      const lower = y + 1 < height ? pixel(raster, x * factor, (y + 1) * factor) : undefined;
      line += options.colors ? halfBlocks(upper, lower) : shade(upper, lower);
    }
    lines.push(options.colors ? line : line.trimEnd());
  }
  return lines;
}

type Pixel = readonly [number, number, number] | undefined;

/** Undefined where nothing is drawn. */
function pixel({ width, data }: Raster, x: number, y: number): Pixel {
  const at = 4 * (Math.floor(y) * width + Math.floor(x));
  return data[at + 3]! < 128 ? undefined : [data[at]!, data[at + 1]!, data[at + 2]!];
}

function halfBlocks(upper: Pixel, lower: Pixel): string {
  if (upper === undefined && lower === undefined) return " ";
  const [block, front, back] = upper === undefined
    ? ["▄", lower!, undefined] as const
    : ["▀", upper, lower] as const;
  const behind = back === undefined ? "" : `;48;2;${back.join(";")}`;
  return `\x1b[38;2;${front.join(";")}${behind}m${block}\x1b[0m`;
}

function shade(upper: Pixel, lower: Pixel): string {
  const light = (pixel: Pixel) =>
    pixel === undefined ? 0 : (0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2]) / 255;
  const mean = (light(upper) + light(lower)) / 2;
  return SHADES[Math.min(SHADES.length - 1, Math.floor(mean * SHADES.length + 1e-6))]!;
}
