/**
 * Models layer by layer.
 *
 * @module
 */

import { byteText } from "../../core/byte_text.ts";
import { escapeHtml } from "../../core/escape_html.ts";
import { shapeSize } from "../../core/shape.ts";
import * as tf from "../../engine/tf.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { type Table, table } from "../table/table.ts";
import { cut, wrap } from "../text/fit.ts";
import { countText } from "../text/number_text.ts";
import { paint } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { exampleText, isFrozen, outputText, sources } from "./layer_facts.ts";

/** More layers than this are thinned. */
const MAX_LAYERS = 200;

/** A model of tfjs as a table of its layers: output shapes, parameters, memory. */
export class ModelView implements View {
  readonly #model: tf.LayersModel;

  /** Takes the model, which stays the caller's; it is read when it is shown. */
  constructor(model: tf.LayersModel) {
    this.#model = model;
  }

  /** The model as text. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    const { title, layers, totals } = describe(this.#model);
    const lines = [paint(cut(title, columns), "bold", colors)];
    if (layers) lines.push(layers.toText({ columns, colors }));
    return [...lines, ...wrap(totals, columns)].join("\n");
  }

  /** The model as HTML and text. */
  [DISPLAY](): MimeBundle {
    const { title, layers, totals } = describe(this.#model);
    const html = [
      `<div><strong>${escapeHtml(title)}</strong></div>`,
      layers?.[DISPLAY]()["text/html"] ?? "",
      `<div>${escapeHtml(totals.join(" · "))}</div>`,
    ].filter((part) => part !== "");
    return { "text/html": html.join("\n"), "text/plain": this.toText() };
  }
}

/** Kind, name and size of a model in one line, for consoles. */
export function modelLine(model: tf.LayersModel): string {
  const { layers: { length } } = model;
  const size = weightCount(model.weights as tf.LayerVariable[]);
  return `${titleOf(model)} · ${countText(length)} ${length === 1 ? "layer" : "layers"} · ` +
    `${countText(size)} parameters`;
}

function titleOf(model: tf.LayersModel): string {
  return `${model.getClassName()} ${cut(printable(model.name), 100)}`;
}

function weightCount(weights: readonly tf.LayerVariable[]): number {
  return weights.reduce((sum, weight) => sum + shapeSize(weight.shape as number[]), 0);
}

function describe(model: tf.LayersModel): { title: string; layers?: Table; totals: string[] } {
  const title = titleOf(model);
  if (model.layers.length === 0) return { title, totals: ["no layers yet"] };
  const branched = model.layers.some((layer, i) => !followsOn(layer, model.layers[i - 1]));
  const rows = model.layers.map((layer) => ({
    layer: layer.name,
    type: layer.getClassName() + (isFrozen(layer) ? " (frozen)" : ""),
    ...branched && { from: sources(layer).join(", ") },
    output: outputText(layer),
    parameters: layer.countParams(),
    "per example": exampleText(layer),
  }));
  const bytes = model.weights.reduce((sum, weight) => {
    return sum + shapeSize(weight.shape as number[]) * tf.util.bytesPerElement(weight.dtype);
  }, 0);
  const trainable = weightCount(model.trainableWeights);
  const frozen = weightCount(model.nonTrainableWeights);
  return {
    title,
    layers: table(rows, { maxRows: MAX_LAYERS, rowNumbers: false, unit: "layer" }),
    totals: [
      `${countText(trainable + frozen)} parameters`,
      `${countText(trainable)} trainable`,
      ...frozen > 0 ? [`${countText(frozen)} frozen`] : [],
      `${byteText(bytes)} of weights`,
    ],
  };
}

function followsOn(layer: tf.layers.Layer, before: tf.layers.Layer | undefined): boolean {
  const from = sources(layer);
  // A sequential model's first layer comes from an input layer that is not among its layers.
  return before === undefined || from.length === 0 ||
    (from.length === 1 && from[0] === before.name);
}
