/**
 * Models as graphs.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { type DagreGraph, loadDagre, type Point } from "../../deps/dagre.ts";
import type * as tf from "../../engine/tf.ts";
import { element, round, textWidth } from "../chart/svg/element.ts";
import { type TemplateName, TEMPLATES } from "../chart/template.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { enabledRenderer } from "../picture/svg_png.ts";
import { cut } from "../text/fit.ts";
import { countText } from "../text/number_text.ts";
import { printable } from "../text/printable.ts";
import { isFrozen, outputText, sources } from "./layer_facts.ts";
import { ModelView } from "./model_view.ts";

/** How the graph of a model looks. */
export interface ModelGraphOptions {
  /** Colours; `"light"` unless told. */
  readonly template?: TemplateName;
  /** From top to bottom or from left to right; from top to bottom unless told. */
  readonly direction?: "down" | "right";
}

const FONT = 12;
const HEIGHT = 44;
const MARGIN = 12;
/** More boxes than this are no picture any more. */
const MAX_LAYERS = 300;

/** One layer in the graph. */
interface Box {
  readonly name: string;
  readonly head: string;
  readonly detail: string;
  readonly width: number;
  readonly from: readonly string[];
}

/** The layers of a model as boxes, the ways between them as lines; as text, the table of layers. */
export class ModelGraph implements View {
  readonly #model: tf.LayersModel;
  readonly #svg: string;

  /**
   * Takes a drawing; `modelGraph()` makes it.
   *
   * @param model The model, which stays the caller's.
   * @param svg Its graph.
   */
  constructor(model: tf.LayersModel, svg: string) {
    this.#model = model;
    this.#svg = svg;
  }

  /** The graph as a drawing that needs nothing else. */
  toSvg(): string {
    return this.#svg;
  }

  /** The table of layers. */
  toText(options: TextOptions = {}): string {
    return new ModelView(this.#model).toText(options);
  }

  /** The graph as a drawing, and the table as text. */
  [DISPLAY](): MimeBundle {
    const png = enabledRenderer()?.(this.#svg, 1).toBase64();
    return {
      "image/svg+xml": this.#svg,
      ...png !== undefined && { "image/png": png },
      "text/plain": this.toText(),
    };
  }
}

/**
 * Draws the layers of a model and the ways between them.
 *
 * @param model A model of tfjs; it stays the caller's.
 * @param options Colours and direction.
 * @returns The graph, for `show` or as the last value of a cell.
 * @throws {RangeError} When the model has no layer yet, or more than 300.
 * @throws {TypeError} When the package that finds the places can neither be found nor downloaded.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { display, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * assert((await display.modelGraph(model)).toSvg().includes("[batch,1]"));
 * model.dispose();
 * ```
 */
export async function modelGraph(
  model: tf.LayersModel,
  options: ModelGraphOptions = {},
): Promise<ModelGraph> {
  const { length } = model.layers;
  if (length === 0 || length > MAX_LAYERS) {
    throw new RangeError(
      `Cannot draw the graph of a model: it must have 1 to ${MAX_LAYERS} layers, it has ${length}` +
        (length === 0 ? "" : "; show(model) lists them"),
    );
  }
  const { direction = "down", template = "light" } = options;
  const { graphlib, layout } = await loadDagre();
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction === "down" ? "TB" : "LR", ranksep: 28, nodesep: 24 });
  const boxes = boxesOf(model);
  for (const { name, width } of boxes) graph.setNode(name, { width, height: HEIGHT });
  for (const { name, from } of boxes) for (const source of from) graph.setEdge(source, name, {});
  layout(graph);
  return new ModelGraph(model, draw(boxes, graph, { template, label: model.name }));
}

function boxesOf(model: tf.LayersModel): Box[] {
  const names = new Set(model.layers.map(({ name }) => name));
  return model.layers.map((layer) => {
    const count = layer.countParams();
    const type = layer.getClassName() + (isFrozen(layer) ? " (frozen)" : "");
    const head = cut(printable(`${layer.name}: ${type}`), 48);
    const detail = cut(outputText(layer), 48) + (count > 0 ? ` · ${countText(count)}` : "");
    const width = 20 + Math.max(textWidth(head, FONT), textWidth(detail, FONT - 1));
    // A sequential model's input layer is not among its layers.
    const from = [...new Set(sources(layer))].filter((name) => names.has(name));
    return { name: layer.name, head, detail, width, from };
  });
}

function draw(
  boxes: readonly Box[],
  graph: DagreGraph,
  { template, label }: { template: TemplateName; label: string },
): string {
  const { background, text, grid, series } = TEMPLATES[template];
  const { width: wide = 0, height: high = 0 } = graph.graph();
  const [width, height] = [Math.ceil(wide + 2 * MARGIN), Math.ceil(high + 2 * MARGIN)];
  // Drawings on one page share their ids.
  const arrowId = `tensaur-arrow-${template}`;
  const lines = boxes.flatMap(({ name, from }) =>
    from.map((source) =>
      element("path", {
        d: curve(graph.edge(source, name).points),
        fill: "none",
        stroke: text,
        "stroke-width": 1.2,
        "marker-end": `url(#${arrowId})`,
      })
    )
  );
  const drawn = boxes.map(({ name, head, detail, width }) => {
    const { x, y } = graph.node(name);
    const line = (content: string, dy: number, size: number) =>
      element("text", {
        x: x + MARGIN,
        y: y + MARGIN + dy,
        "text-anchor": "middle",
        "font-size": size,
        fill: text,
      }, escapeHtml(content));
    return element("rect", {
      x: x + MARGIN - width / 2,
      y: y + MARGIN - HEIGHT / 2,
      width,
      height: HEIGHT,
      rx: 6,
      fill: background,
      stroke: series[0],
      "stroke-width": 1.5,
    }) + line(head, -4, FONT) + line(detail, 13, FONT - 1);
  });
  const arrow = element("marker", {
    id: arrowId,
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    orient: "auto",
  }, element("path", { d: "M0 0L8 4L0 8Z", fill: text }));
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      style: "max-width:100%;height:auto",
      role: "img",
      "aria-label": `Graph of ${printable(label)}`,
      "font-family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
    },
    element("defs", {}, arrow) +
      element("rect", { width, height, fill: background, stroke: grid }) + lines.join("") +
      drawn.join(""),
  );
}

/** A line through points whose corners are round. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points.map(({ x, y }) => ({ x: x + MARGIN, y: y + MARGIN }));
  let path = `M${round(first!.x)} ${round(first!.y)}`;
  others.forEach((point, i) => {
    const next = others[i + 1];
    const end = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : point;
    path += next
      ? `Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`
      : `L${round(end.x)} ${round(end.y)}`;
  });
  return path;
}
