/**
 * Grey pictures as text: two pixels per character, one above the other.
 *
 * @module
 */

/** A picture with one channel and a line of text below it. */
export interface CaptionedPicture {
  /** `width * height` values, row by row, 0 (background) to 1. */
  readonly pixels: ArrayLike<number>;
  /** Pixels per row. */
  readonly width: number;
  /** What stands below. */
  readonly caption: string;
  /** Whether the caption is marked as wrong (red, where there are colours). */
  readonly wrong?: boolean;
}

/** How pictures are drawn. */
export interface TerminalPicturesOptions {
  /** Characters per line; pictures that do not fit go below. 80 unless told. */
  readonly columns?: number;
  /** Whether to use the terminal's 24 greys and colours; false unless told. */
  readonly colors?: boolean;
}

const GAP = "  ";
const ESCAPE = "\x1b[";
const SHADES = " .:-=+*#%@";

function at(picture: CaptionedPicture, x: number, y: number): number {
  const value = picture.pixels[y * picture.width + x] ?? 0;
  return value > 0 ? Math.min(1, value) : 0;
}

/** Two pixels in the terminal's grey ramp, 232 (black) to 255 (white): the upper half block. */
function grey(upper: number, lower: number): string {
  const level = (value: number) => 232 + Math.round(value * 23);
  return `${ESCAPE}38;5;${level(upper)};48;5;${level(lower)}m\u2580`;
}

function shade(upper: number, lower: number): string {
  const mean = (upper + lower) / 2;
  return SHADES[Math.min(SHADES.length - 1, Math.floor(mean * SHADES.length))]!;
}

function drawOne(picture: CaptionedPicture, colors: boolean): string[] {
  const height = Math.ceil(picture.pixels.length / picture.width);
  const cell = colors ? grey : shade;
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "";
    for (let x = 0; x < picture.width; x++) line += cell(at(picture, x, y), at(picture, x, y + 1));
    lines.push(colors ? `${line}${ESCAPE}0m` : line);
  }
  const caption = picture.caption.slice(0, picture.width).padEnd(picture.width);
  const code = picture.wrong ? "31" : "32";
  lines.push(colors ? `${ESCAPE}${code}m${caption}${ESCAPE}0m` : caption);
  return lines;
}

/**
 * Draws pictures side by side, as many as fit on a line.
 *
 * @param pictures What to draw.
 * @param options Width of the terminal and whether it has colours.
 * @returns Lines of text, without a newline at the end.
 * @throws {RangeError} When a width is no positive integer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { terminalPictures } from "./terminal_pictures.ts";
 *
 * const stroke = { pixels: [0, 1, 0, 0, 1, 0], width: 3, caption: "1" };
 * assertEquals(terminalPictures([stroke]), " @\n1");
 * ```
 */
export function terminalPictures(
  pictures: readonly CaptionedPicture[],
  options: TerminalPicturesOptions = {},
): string {
  const { columns = 80, colors = false } = options;
  const blocks: string[] = [];
  for (let next = 0; next < pictures.length;) {
    const row: string[][] = [];
    let used = 0;
    for (; next < pictures.length; next++) {
      const picture = pictures[next]!;
      if (!Number.isInteger(picture.width) || picture.width < 1) {
        throw new RangeError(
          `Cannot draw a picture: width must be a positive integer, current value is ${picture.width}`,
        );
      }
      const width = picture.width + (row.length > 0 ? GAP.length : 0);
      if (row.length > 0 && used + width > columns) break;
      used += width;
      row.push(drawOne(picture, colors));
    }
    const height = Math.max(...row.map((lines) => lines.length));
    for (let y = 0; y < height; y++) {
      blocks.push(row.map((lines) => lines[y] ?? "").join(GAP).replace(/ +$/, ""));
    }
  }
  return blocks.join("\n");
}
