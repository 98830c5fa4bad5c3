/**
 * Models as graphs.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { TemplateName } from "../chart/template.ts";
import { drawGraph } from "../graph/draw_graph.ts";
import type { GraphEdge, GraphNode } from "../graph/graph.ts";
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

/** More boxes than this are no picture any more. */
const MAX_LAYERS = 300;

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
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { display, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * assert(display.modelGraph(model).toSvg().includes("[batch,1]"));
 * model.dispose();
 * ```
 */
export function modelGraph(model: tf.LayersModel, options: ModelGraphOptions = {}): ModelGraph {
  const { length } = model.layers;
  if (length === 0 || length > MAX_LAYERS) {
    throw new RangeError(
      `Cannot draw the graph of a model: it must have 1 to ${MAX_LAYERS} layers, it has ${length}` +
        (length === 0 ? "" : "; show(model) lists them"),
    );
  }
  const { direction = "down", template = "light" } = options;
  const label = `Graph of ${cut(printable(model.name), 100)}`;
  const graph = { nodes: model.layers.map(node), edges: edges(model), groups: [], direction };
  return new ModelGraph(model, drawGraph(graph, { template, label }));
}

function node(layer: tf.layers.Layer): GraphNode {
  const count = layer.countParams();
  const type = layer.getClassName() + (isFrozen(layer) ? " (frozen)" : "");
  const head = cut(printable(`${layer.name}: ${type}`), 48);
  const detail = cut(outputText(layer), 48) + (count > 0 ? ` · ${countText(count)}` : "");
  return { name: layer.name, lines: [head, detail], shape: "rounded", detailed: true };
}

function edges({ layers }: tf.LayersModel): GraphEdge[] {
  const names = new Set(layers.map(({ name }) => name));
  return layers.flatMap((layer) =>
    // A sequential model's input layer is not among its layers.
    [...new Set(sources(layer))].filter((name) => names.has(name)).map((from) => {
      const way = { line: "solid", label: [], start: "none", end: "arrow" } as const;
      return { from, to: layer.name, ...way };
    })
  );
}
