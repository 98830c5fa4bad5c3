/**
 * Tensors and variables.
 *
 * @module
 */

import { byteText } from "../../core/byte_text.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { shapeText } from "../../core/shape.ts";
import { tensorDevice } from "../../engine/tensor_device.ts";
import * as tf from "../../engine/tf.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { pictureText } from "../picture/picture_text.ts";
import { enlarge, pngBase64, type Raster } from "../picture/raster.ts";
import { cut, wrap } from "../text/fit.ts";
import { countText, numberText, percentText } from "../text/number_text.ts";
import { paint } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { countBars } from "../text/sparkline.ts";
import { readFirst, readNumbers } from "./read_values.ts";
import { countBins, type Statistics, statistics } from "./statistics.ts";
import { type TensorPicture, tensorPicture } from "./tensor_picture.ts";

/** Values that are written out. */
const FIRST = 8;

/** Everything that is shown of a tensor. */
interface Facts {
  readonly title: string;
  /** Type, shape, size, place. */
  readonly about: readonly string[];
  /** Names and values. */
  readonly numbers: readonly (readonly [string, string])[];
  readonly first: string;
  readonly spread: Spread | undefined;
  readonly picture: TensorPicture | undefined;
  /** That only a part was looked at; may be empty. */
  readonly thinned: string;
}

/** How many values are in equal parts of their range, and where this begins and ends. */
interface Spread {
  readonly counts: readonly number[];
  readonly ends: string;
}

/** A tensor as a summary, statistics, its first values and a picture. */
export class TensorView implements View {
  readonly #tensor: tf.Tensor;

  /** Takes the tensor, which stays the caller's; it is read when it is shown. */
  constructor(tensor: tf.Tensor) {
    this.#tensor = tensor;
  }

  /** The tensor as text; where there are colours, with its picture. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    return text(read(this.#tensor), { columns, colors });
  }

  /** The tensor as HTML, picture and text. */
  [DISPLAY](): MimeBundle {
    const facts = read(this.#tensor);
    const large = facts.picture && enlarge(facts.picture.raster, facts.picture.side);
    const drawn = large && { ...large, png: pngBase64(large) };
    return {
      "text/html": html(facts, drawn),
      ...drawn && { "image/png": drawn.png },
      "text/plain": text(facts, { columns: 80, colors: false }),
    };
  }
}

function text(facts: Facts, { columns, colors }: Required<TextOptions>): string {
  const [head, ...more] = wrap([facts.title, ...facts.about], columns);
  const lines = [paint(head!, "bold", colors), ...more];
  lines.push(...wrap(facts.numbers.map(([name, value]) => `${name} ${value}`), columns, "  "));
  if (facts.spread) lines.push(...spreadText(facts.spread, columns));
  if (facts.first !== "") lines.push(cut(facts.first, columns));
  if (facts.thinned !== "") lines.push(cut(facts.thinned, columns));
  if (facts.picture && colors) {
    lines.push(...pictureText(facts.picture.raster, { columns, colors }));
    if (facts.picture.note !== "") {
      lines.push(paint(cut(facts.picture.note, columns), "dim", true));
    }
  }
  return lines.join("\n");
}

function read(tensor: tf.Tensor): Facts {
  const { dtype, shape, size } = tensor;
  const title = titleOf(tensor);
  const about = [`${dtype} ${shapeText(shape)}`];
  const none = {
    title,
    numbers: [],
    first: "",
    spread: undefined,
    picture: undefined,
    thinned: "",
  };
  if (tensor.isDisposed) return { ...none, about: [...about, "disposed"] };
  if (dtype !== "string") about.push(byteText(size * tf.util.bytesPerElement(dtype)));
  const device = tensorDevice(tensor);
  if (device !== undefined) about.push(device);
  if (size === 0) return { ...none, about: [...about, "empty"] };
  const { first, known } = firstValues(tensor);
  if (!known || dtype === "string" || size === 1) return { ...none, about, first };
  const values = readNumbers(tensor);
  const summary = statistics(values.numbers);
  const { min: low, max: high } = summary;
  const counts = low < high ? countBins(values.numbers, { low, high, bins: 40 }) : undefined;
  return {
    title,
    about,
    numbers: describe(summary, dtype),
    first,
    spread: counts && { counts, ends: `from ${numberText(low)} to ${numberText(high)}` },
    picture: tensorPicture(values, summary, counts),
    thinned: values.thinned
      ? `from ${countText(summary.count)} of ${countText(size)} values, evenly taken`
      : "",
  };
}

function describe(summary: Statistics, dtype: tf.DataType): [string, string][] {
  const { count, min, max, mean, std, nan, infinite, zeros } = summary;
  const share = (part: number) => `${countText(part)} (${percentText(part / count)})`;
  if (dtype === "bool") return [["true", share(count - zeros)], ["false", share(zeros)]];
  const of = dtype === "complex64" ? "|x| " : "";
  return [
    [`${of}min`, numberText(min)],
    [`${of}max`, numberText(max)],
    [`${of}mean`, numberText(mean)],
    [`${of}std`, numberText(std)],
    ["zeros", percentText(zeros / count)],
    ["NaN", nan === 0 ? "0" : share(nan)],
    ["infinite", infinite === 0 ? "0" : share(infinite)],
  ];
}

/** How the values are spread, below each other where one line is too short. */
function spreadText({ counts, ends }: Spread, columns: number): string[] {
  const beside = columns - ends.length - 1;
  return beside >= counts.length
    ? [`${countBars(counts, beside)} ${ends}`]
    : [countBars(counts, columns), cut(ends, columns)];
}

function titleOf(tensor: tf.Tensor): string {
  return tensor instanceof tf.Variable
    ? `Variable ${cut(printable(tensor.name), 100)}${tensor.trainable ? "" : " (not trainable)"}`
    : "Tensor";
}

/** Type, shape and first values of a tensor in one line, for consoles. */
export function tensorLine(tensor: tf.Tensor): string {
  const head = `${titleOf(tensor)} ${tensor.dtype} ${shapeText(tensor.shape)}`;
  if (tensor.isDisposed) return `${head} disposed`;
  return tensor.size === 0 ? head : `${head} ${firstValues(tensor).first}`;
}

/** The first values as text; while jit traces there are none, and the text says so. */
function firstValues(tensor: tf.Tensor): { first: string; known: boolean } {
  try {
    return { first: firstText(tensor), known: true };
  } catch (error) {
    const why = error instanceof Error ? error.message.split(":")[0]! : typeof error;
    return { first: printable(why), known: false };
  }
}

function firstText(tensor: tf.Tensor): string {
  const text = readFirst(tensor, FIRST).map((value) => {
    if (typeof value === "string") return cut(printable(JSON.stringify(value)), 40);
    if (typeof value === "number") {
      return tensor.dtype === "bool" ? String(value !== 0) : numberText(value);
    }
    const { real, imaginary } = value as { real: number; imaginary: number };
    return `${numberText(real)}${imaginary < 0 ? "-" : "+"}${numberText(Math.abs(imaginary))}i`;
  }).join(", ");
  return tensor.rank === 0 ? text : `[${text}${tensor.size > FIRST ? ", …" : ""}]`;
}

function html(
  { title, about, numbers, first, picture, thinned }: Facts,
  drawn: Raster & { readonly png: string } | undefined,
): string {
  const names = numbers.map(([name]) => `<th style="text-align:right">${escapeHtml(name)}</th>`);
  const values = numbers.map(([, value]) =>
    `<td style="text-align:right">${escapeHtml(value)}</td>`
  );
  const parts = [
    `<div><strong>${escapeHtml(title)}</strong> ${escapeHtml(about.join(" · "))}</div>`,
    numbers.length === 0
      ? ""
      : '<table class="dataframe" style="font-variant-numeric:tabular-nums">' +
        `<thead><tr>${names.join("")}</tr></thead><tbody><tr>${
          values.join("")
        }</tr></tbody></table>`,
    first === "" ? "" : `<div><code>${escapeHtml(first)}</code></div>`,
    thinned === "" ? "" : `<div><small>${escapeHtml(thinned)}</small></div>`,
  ];
  if (picture !== undefined && drawn !== undefined) {
    const { width, height, png } = drawn;
    const { note } = picture;
    parts.push(
      `<div><img alt="Picture of the values" width="${width}" height="${height}" ` +
        `style="max-width:100%;height:auto;margin:4px 0" src="data:image/png;base64,${png}"></div>`,
      note === "" ? "" : `<div><small>${escapeHtml(note)}</small></div>`,
    );
  }
  return `<div style="overflow-x:auto">${parts.filter(Boolean).join("\n")}</div>`;
}
