/**
 * Pictures with a text below each, side by side: in pages, in drawings and in terminals.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { drawing, element, textWidth } from "../chart/svg/element.ts";
import type { TextOptions } from "../mime_bundle.ts";
import { cut, pad, widthOf, wrap } from "../text/fit.ts";
import { paint } from "../text/paint.ts";
import { pictureText } from "./picture_text.ts";
import { enlarge, pngBase64, type Raster } from "./raster.ts";

/** A picture and what stands below. */
export interface CaptionedRaster {
  /** No larger than its content needs. */
  readonly raster: Raster;
  /** Printable; may be empty. */
  readonly caption: string;
  /** Whether the caption is marked as wrong; undefined where nothing is right or wrong. */
  readonly wrong?: boolean | undefined;
}

/** How pictures are put together. */
export interface CaptionedOptions {
  /** Pixels along the longer side to which small ones are enlarged. */
  readonly side: number;
  /** Pictures beside each other; as many as there is room for unless told. */
  readonly columns?: number | undefined;
}

/** Where captions are marked: told apart with any eyesight, and legible on white and on black. */
const RIGHT = "#009e73";
const WRONG = "#d55e00";
/** Lines of a caption. */
const CAPTION_LINES = 3;

function colorOf({ wrong }: CaptionedRaster): string | undefined {
  return wrong === undefined ? undefined : wrong ? WRONG : RIGHT;
}

function captionLines(caption: string, width: number): string[] {
  if (caption === "") return [];
  const lines = wrap(caption.split(" ").filter((word) => word !== ""), width, " ");
  if (lines.length <= CAPTION_LINES) return lines;
  const rest = lines.slice(CAPTION_LINES - 1).join(" ");
  return [...lines.slice(0, CAPTION_LINES - 1), cut(rest, width)];
}

/** Rows of at most `length`. */
function rowsOf<T>(all: readonly T[], length: number): T[][] {
  return Array.from(
    { length: Math.ceil(all.length / length) },
    (_, row) => all.slice(row * length, (row + 1) * length),
  );
}

/** Figures of HTML; without `columns` as many in a row as the page has room for. */
export function captionedHtml(
  pictures: readonly CaptionedRaster[],
  { side, columns = pictures.length }: CaptionedOptions,
): string {
  const figures = pictures.map((picture, i) => {
    const large = enlarge(picture.raster, side);
    const color = colorOf(picture);
    const caption = escapeHtml(picture.caption);
    const spoken = caption === "" ? `Picture ${i + 1} of ${pictures.length}` : caption;
    // Long captions make no place for others: they break below their pictures.
    return '<figure style="display:inline-block;vertical-align:top;margin:2px;text-align:center;' +
      `max-width:${Math.max(large.width, side)}px">` +
      `<img alt="${spoken}" width="${large.width}" height="${large.height}" ` +
      `src="data:image/png;base64,${pngBase64(large)}">` +
      (caption === ""
        ? "</figure>"
        : `<figcaption${color ? ` style="color:${color}"` : ""}><small>${caption}</small>` +
          "</figcaption></figure>");
  });
  return rowsOf(figures, Math.max(1, columns)).map((row) => `<div>${row.join("")}</div>`).join(
    "\n",
  );
}

/** Width of a drawing where nothing else is asked for, and the measures of its captions. */
const WIDTH = 800;
const GAP = 8;
const FONT = 12;
const LINE = 15;

/** A drawing with all pictures, with a white background. */
export function captionedSvg(
  pictures: readonly CaptionedRaster[],
  { side, columns }: CaptionedOptions,
): string {
  const large = pictures.map((picture) => ({ ...picture, raster: enlarge(picture.raster, side) }));
  const wide = Math.max(side, ...large.map(({ raster }) => raster.width));
  const perRow = Math.max(
    1,
    Math.min(pictures.length, columns ?? Math.floor((WIDTH - GAP) / (wide + GAP))),
  );
  const letters = Math.max(4, Math.floor(wide / textWidth("n", FONT)));
  let top = GAP;
  const drawn = rowsOf(large, perRow).map((row) => {
    const captions = row.map(({ caption }) => captionLines(caption, letters));
    const tall = Math.max(...row.map(({ raster }) => raster.height));
    const parts = row.map((picture, i) => {
      const { width, height } = picture.raster;
      const left = GAP + i * (wide + GAP);
      const image = element("image", {
        x: left + (wide - width) / 2,
        y: top + tall - height,
        width,
        height,
        href: `data:image/png;base64,${pngBase64(picture.raster)}`,
      });
      const texts = captions[i]!.map((line, at) =>
        element("text", {
          x: left + wide / 2,
          y: top + tall + LINE * (at + 1) - 2,
          "text-anchor": "middle",
          "font-size": FONT,
          fill: colorOf(picture) ?? "#333333",
        }, escapeHtml(line))
      );
      return image + texts.join("");
    });
    top += tall + LINE * Math.max(...captions.map(({ length }) => length)) + GAP;
    return parts.join("");
  }).join("");
  const width = GAP + perRow * (wide + GAP);
  return drawing(
    { width, height: top, label: "Pictures" },
    element("rect", { width, height: top, fill: "#ffffff" }) + drawn,
  );
}

/** Columns between pictures in a terminal, and those that a caption takes beyond a small picture. */
const TEXT_GAP = "  ";
const CAPTION_WIDTH = 16;

/** Pictures in characters, in colours or in shades, as many in a row as fit. */
export function captionedText(
  pictures: readonly CaptionedRaster[],
  { columns, colors, perRow = Infinity }: Required<TextOptions> & { readonly perRow?: number },
): string[] {
  const blocks = pictures.map((picture) => {
    const wanted = Math.max(
      picture.raster.width,
      Math.min(CAPTION_WIDTH, widthOf(picture.caption)),
    );
    const width = Math.min(columns, wanted);
    const drawn = pictureText(picture.raster, { columns: width, colors });
    const room = " ".repeat(Math.max(0, width - picture.raster.width));
    const color = picture.wrong === undefined ? undefined : picture.wrong ? "red" : "green";
    const captions = captionLines(picture.caption, width).map((line) => {
      const padded = pad(line, width);
      return color === undefined ? padded : paint(padded, color, colors);
    });
    const lines = drawn.map((line) => colors ? line + room : pad(line, width));
    return { width, lines, captions };
  });
  const text: string[] = [];
  for (let next = 0; next < blocks.length;) {
    const row = [blocks[next++]!];
    let used = row[0]!.width;
    while (next < blocks.length && row.length < perRow) {
      used += TEXT_GAP.length + blocks[next]!.width;
      if (used > columns) break;
      row.push(blocks[next++]!);
    }
    for (const part of ["lines", "captions"] as const) {
      const height = Math.max(...row.map((block) => block[part].length));
      for (let y = 0; y < height; y++) {
        const line = row.map((block) => block[part][y] ?? " ".repeat(block.width)).join(TEXT_GAP);
        text.push(line.trimEnd());
      }
    }
  }
  return text;
}
