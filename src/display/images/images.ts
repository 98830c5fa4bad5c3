/**
 * Pictures side by side, with what is to be said of each.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import {
  captionedHtml,
  type CaptionedRaster,
  captionedSvg,
  captionedText,
} from "../picture/captioned.ts";
import { enabledRenderer, loadRenderer } from "../picture/svg_png.ts";
import { imagesPicture } from "../tensor/images.ts";
import { statistics } from "../tensor/statistics.ts";
import { wrap } from "../text/fit.ts";
import { countText } from "../text/number_text.ts";
import { paint } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { type ImagesInput, readImages } from "./read_images.ts";

/** How pictures are shown. */
export interface ImagesOptions {
  /** What stands below each. */
  readonly captions?: readonly string[];
  /** Which are marked as wrong, by the colour of their captions; the others then are as right. */
  readonly wrong?: readonly boolean[];
  /** Pictures beside each other; as many as there is room for unless told. */
  readonly columns?: number;
  /** Pixels along the longer side to which small ones are enlarged; 84 unless told. */
  readonly side?: number;
}

const MAX_IMAGES = 100;

/** Pictures with captions. */
export class ImagesView implements View {
  readonly #pictures: readonly CaptionedRaster[];
  readonly #note: string;
  readonly #options: { readonly side: number; readonly columns: number | undefined };

  /** Takes pictures; they are read now, so that tensors may be disposed afterwards. */
  constructor(images: ImagesInput, options: ImagesOptions = {}) {
    const { captions, wrong, columns, side = 84 } = options;
    for (const [name, value] of Object.entries({ columns: columns ?? 1, side })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new RangeError(
        `Cannot show pictures: ${name} must be a positive integer, current value is ${value}`,
      );
    }
    const { values, count } = readImages(images, MAX_IMAGES);
    for (const [name, list] of Object.entries({ captions, wrong })) {
      if (list === undefined || list.length === count) continue;
      throw new RangeError(
        `Cannot show pictures: ${name} must have one entry for each of ${count} pictures, ` +
          `current length is ${list.length}`,
      );
    }
    // One brightness for all: they shall be compared.
    const all = values.map(({ numbers }) => statistics(numbers));
    const ends = {
      ...all[0]!,
      min: Math.min(...all.map(({ min }) => min).filter((min) => !Number.isNaN(min))),
      max: Math.max(...all.map(({ max }) => max).filter((max) => !Number.isNaN(max))),
    };
    const drawn = values.map((one) => imagesPicture(one, ends));
    this.#pictures = drawn.map(({ raster }, i) => ({
      raster,
      caption: printable(captions?.[i] ?? ""),
      wrong: wrong?.[i],
    }));
    const many = values.length < count
      ? [`the first ${values.length} of ${countText(count)} pictures`]
      : [];
    this.#note = [...many, drawn[0]!.note].filter((part) => part !== "").join("; ");
    this.#options = { side, columns };
  }

  /** The pictures in characters: in colours, or in shades where there are none. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    const perRow = this.#options.columns ?? Infinity;
    const lines = captionedText(this.#pictures, { columns, colors, perRow });
    const note = this.#note === "" ? [] : [paint(this.#note, "dim", colors)];
    return [...lines, ...note].join("\n");
  }

  /** The pictures as a drawing. */
  toSvg(): string {
    return captionedSvg(this.#pictures, this.#options);
  }

  /**
   * The pictures as PNG.
   *
   * @param options `scale`: pixels of the PNG per pixel of the drawing; 2 unless told.
   * @throws {TypeError} When the renderer's package can neither be found nor downloaded.
   * @throws {Error} When the machine has no fonts to write with.
   */
  async toPng(options: { readonly scale?: number } = {}): Promise<Uint8Array<ArrayBuffer>> {
    const render = await loadRenderer();
    return render(this.toSvg(), options.scale ?? 2);
  }

  /** The pictures as HTML, as a PNG where `enablePng()` was called, and their captions as text. */
  [DISPLAY](): MimeBundle {
    const render = enabledRenderer();
    const count = `${countText(this.#pictures.length)} picture${
      this.#pictures.length === 1 ? "" : "s"
    }`;
    const captions = this.#pictures.map(({ caption }) => caption).filter((one) => one !== "");
    const about = this.#note === "" ? count : `${count} (${this.#note})`;
    const note = this.#note === "" ? "" : `\n<div><small>${this.#note}</small></div>`;
    return {
      "text/html": captionedHtml(this.#pictures, this.#options) + note,
      ...render && { "image/png": render(this.toSvg(), 1).toBase64() },
      "text/plain": wrap([about, ...captions], 80).join("\n"),
    };
  }
}

/**
 * Pictures side by side with a text below each: what a network takes them for, and which of it is wrong.
 *
 * @param images A tensor `[height, width]`, `[height, width, 1 | 3 | 4]` or
 *   `[count, height, width, channels]` of any numbers, a list of tensors, or arrays of rows. At most 100
 *   are shown. They stay the caller's.
 * @param options Captions, and how many stand beside each other.
 * @returns The pictures, for `show` or as the last value of a cell.
 * @throws {TypeError} When these are no pictures.
 * @throws {RangeError} When there are more or fewer captions than pictures.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display, tf } from "tensaur";
 *
 * await tf.ready();
 * const [cross, bar] = [[[0, 1, 0], [1, 1, 1], [0, 1, 0]], [[0, 1, 0], [0, 1, 0], [0, 1, 0]]];
 * const pictures = display.images([cross, bar], { captions: ["a cross", "a bar"] });
 * assertEquals(pictures.toText(), "+@+       @\n +        +\na cross  a bar");
 * ```
 */
export function images(images: ImagesInput, options: ImagesOptions = {}): ImagesView {
  return new ImagesView(images, options);
}
