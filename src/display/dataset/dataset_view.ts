/**
 * Data sets: what they hold, and their first examples.
 *
 * @module
 */

import { byteText } from "../../core/byte_text.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { shapeText } from "../../core/shape.ts";
import * as tf from "../../engine/tf.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { captionedHtml, type CaptionedRaster, captionedText } from "../picture/captioned.ts";
import { pictureGrid } from "../picture/grid.ts";
import { enlarge, pngBase64 } from "../picture/raster.ts";
import { type Table, table } from "../table/table.ts";
import { imagesPicture, isImages } from "../tensor/images.ts";
import { readNumbers, type TensorValues } from "../tensor/read_values.ts";
import { statistics } from "../tensor/statistics.ts";
import { cut, wrap } from "../text/fit.ts";
import { countText, numberText, percentText } from "../text/number_text.ts";
import { paint } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { type ClassCounts, classCounts } from "./classes.ts";
import type { DatasetLike } from "./dataset_like.ts";

/** Examples that are drawn, and that are written. */
const MAX_PICTURES = 16;
const MAX_ROWS = 6;
/** More numbers per example than this are no row of a table. */
const MAX_COLUMNS = 24;
/** Pixels along a side of one picture. */
const SIDE = 84;

/** Everything that is shown of a data set. */
interface Facts {
  readonly title: string;
  readonly about: readonly string[];
  /** One text for each class. */
  readonly classes: readonly string[];
  readonly pictures: readonly CaptionedRaster[];
  readonly rows: Table | undefined;
}

/** A data set as sizes, counts of classes, and its first examples as pictures or as a table. */
export class DatasetView implements View {
  readonly #dataset: DatasetLike;

  /** Takes the data set, which stays the caller's; it is read when it is shown. */
  constructor(dataset: DatasetLike) {
    this.#dataset = dataset;
  }

  /** The data set as text; where there are colours, with pictures of the first examples. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    const { title, about, classes, pictures, rows } = read(this.#dataset);
    const [head, ...more] = wrap([title, ...about], columns);
    const lines = [paint(head!, "bold", colors), ...more, ...wrap(classes, columns, ", ")];
    if (rows) lines.push(rows.toText(options));
    if (colors && pictures.length > 0) {
      const beside = Math.max(1, Math.floor((columns + 2) / (pictures[0]!.raster.width + 2)));
      lines.push(...captionedText(pictures.slice(0, beside), { columns, colors }));
    }
    return lines.join("\n");
  }

  /** The data set as HTML and text, and its first examples as a picture where they are images. */
  [DISPLAY](): MimeBundle {
    const facts = read(this.#dataset);
    const large = facts.pictures.map(({ raster }) => enlarge(raster, SIDE));
    return {
      "text/html": html(facts),
      ...large.length > 0 && { "image/png": pngBase64(pictureGrid(large, { columns: 8, gap: 2 })) },
      "text/plain": this.toText(),
    };
  }
}

function read(dataset: DatasetLike): Facts {
  const { inputs, targets, size } = dataset;
  const title = printable(dataset.constructor.name || "Data set");
  const part = (name: string, tensor: tf.Tensor) =>
    `${name} ${tensor.dtype} ${shapeText(tensor.shape.slice(1))}`;
  const about = [`${countText(size)} example${size === 1 ? "" : "s"}`];
  const none = { title, about, classes: [], pictures: [], rows: undefined };
  if (inputs.isDisposed || targets.isDisposed) return { ...none, about: [...about, "disposed"] };
  about.push(part("inputs", inputs), part("targets", targets));
  const bytes = [inputs, targets].filter(({ dtype }) => dtype !== "string").reduce(
    (sum, tensor) => sum + tensor.size * tf.util.bytesPerElement(tensor.dtype),
    0,
  );
  about.push(byteText(bytes));
  if (size === 0) return none;
  const counts = classCounts(targets);
  return {
    title,
    about,
    classes: classTexts(dataset, counts),
    pictures: pictures(dataset, counts),
    rows: tableOf(dataset),
  };
}

function nameOf({ classNames }: DatasetLike, index: number): string {
  const name: unknown = Array.isArray(classNames) ? classNames[index] : undefined;
  return typeof name === "string" ? cut(printable(name), 24) : countText(index);
}

function classTexts(dataset: DatasetLike, counts: ClassCounts | undefined): string[] {
  if (counts === undefined) return [];
  const all = [...counts.counts.values()].reduce((sum, count) => sum + count, 0);
  const texts = [...counts.counts].map(([index, count]) =>
    `${nameOf(dataset, index)}: ${countText(count)} (${percentText(count / all)})`
  );
  const head = `${counts.counts.size} class${counts.counts.size === 1 ? "" : "es"}`;
  const note = counts.thinned ? ` in ${countText(all)} examples, evenly taken` : "";
  return [`${head}${note} – ${texts[0]}`, ...texts.slice(1)];
}

/** The numbers of the first examples of a tensor. */
function firstRows(tensor: tf.Tensor, count: number): TensorValues {
  const part = tf.slice(tensor, 0, Math.min(count, tensor.shape[0]!));
  try {
    return readNumbers(part);
  } finally {
    part.dispose();
  }
}

function pictures(dataset: DatasetLike, counts: ClassCounts | undefined): Facts["pictures"] {
  const { inputs, targets } = dataset;
  if (inputs.dtype === "string" || inputs.rank !== 4 || !isImages(inputs.shape)) return [];
  const { numbers, shape: [count, ...shape], thinned } = firstRows(inputs, MAX_PICTURES);
  if (thinned) return [];
  const summary = statistics(numbers);
  const each = numbers.length / count!;
  const answers = targets.dtype === "string" ? undefined : firstRows(targets, MAX_PICTURES);
  return Array.from({ length: count! }, (_, i) => {
    const pixels = numbers.subarray(i * each, (i + 1) * each);
    const { raster } = imagesPicture({ numbers: pixels, shape, thinned }, summary);
    if (answers === undefined) return { raster, caption: "" };
    const width = answers.numbers.length / count!;
    const target = answers.numbers.subarray(i * width, (i + 1) * width);
    if (counts) return { raster, caption: nameOf(dataset, counts.of(target)) };
    return { raster, caption: width === 1 ? numberText(target[0]!) : "" };
  });
}

/** The first examples as rows, where each is a few numbers. */
function tableOf({ inputs, targets, size }: DatasetLike): Table | undefined {
  const count = Math.min(MAX_ROWS, size);
  const columns: Record<string, number[]> = {};
  for (const [name, tensor] of [["x", inputs], ["y", targets]] as const) {
    if (tensor.dtype === "string" || tensor.rank > 2 || (tensor.shape[1] ?? 1) > MAX_COLUMNS) {
      return undefined;
    }
    const { numbers, shape: [rows] } = firstRows(tensor, count);
    const width = numbers.length / rows!;
    for (let column = 0; column < width; column++) {
      const title = width === 1 ? name : `${name}${column}`;
      columns[title] = Array.from({ length: rows! }, (_, row) => numbers[row * width + column]!);
    }
  }
  return table(columns, { unit: "first example", maxColumns: 2 * MAX_COLUMNS });
}

function html({ title, about, classes, pictures, rows }: Facts): string {
  return [
    `<div><strong>${escapeHtml(title)}</strong> ${escapeHtml(about.join(" · "))}</div>`,
    classes.length === 0 ? "" : `<div>${escapeHtml(classes.join(", "))}</div>`,
    captionedHtml(pictures, { side: SIDE }),
    String(rows?.[DISPLAY]()["text/html"] ?? ""),
  ].filter((part) => part !== "").join("\n");
}
