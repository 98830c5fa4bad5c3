/**
 * Diagrams in mermaid's language.
 *
 * @module
 */

import type { TemplateName } from "../chart/template.ts";
import { drawGraph } from "../graph/draw_graph.ts";
import type { Graph } from "../graph/graph.ts";
import { graphText } from "../graph/graph_text.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { enabledRenderer } from "../picture/svg_png.ts";
import { cut } from "../text/fit.ts";
import { paint } from "../text/paint.ts";
import { printable, printableLines } from "../text/printable.ts";
import { DiagramError } from "./mermaid/diagram_error.ts";
import { parseFlowchart } from "./mermaid/parse_flowchart.ts";

/** More is no diagram that somebody wrote. */
const MAX_CHARACTERS = 50_000;

/** How a diagram looks. */
export interface MermaidOptions {
  /** Colours of the drawing; `"light"` unless told. */
  readonly template?: TemplateName;
}

/** A diagram that pages draw with mermaid; a flow chart is also a drawing of ours, and a tree in text. */
export class MermaidView implements View {
  /** The diagram as it was written. */
  readonly source: string;
  /** Why it is no drawing of ours; undefined where it is one. */
  readonly fault: string | undefined;
  readonly #graph: Graph | undefined;
  readonly #options: MermaidOptions;

  /**
   * Reads a diagram.
   *
   * @param source The diagram.
   * @param options Colours.
   */
  constructor(source: string, options: MermaidOptions = {}) {
    this.source = source;
    this.#options = options;
    const read = readChart(source);
    if (typeof read === "string") this.fault = read;
    else this.#graph = read;
  }

  /** The drawing, which needs nothing else; undefined where there is none (see `fault`). */
  toSvg(): string | undefined {
    if (this.#graph === undefined) return undefined;
    const { template = "light" } = this.#options;
    return drawGraph(this.#graph, { template, label: "Flow chart" });
  }

  /** A flow chart as a tree, another diagram as its source. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    if (this.#graph !== undefined) return graphText(this.#graph, { columns, colors }).join("\n");
    const note = cut(printable(`A diagram as its source, since ${this.fault}:`), columns);
    return `${paint(note, "dim", colors)}\n${printableLines(this.source.slice(0, MAX_CHARACTERS))}`;
  }

  /** The source for pages that know mermaid, the drawing, and text; after `enablePng()` also as PNG. */
  [DISPLAY](): MimeBundle {
    const svg = this.toSvg();
    const png = svg === undefined ? undefined : enabledRenderer()?.(svg, 1).toBase64();
    return {
      "text/vnd.mermaid": this.source,
      ...svg !== undefined && { "image/svg+xml": svg },
      ...png !== undefined && { "image/png": png },
      "text/plain": this.toText(),
    };
  }
}

/** The chart, or why there is none. */
function readChart(source: string): Graph | string {
  if (source.length > MAX_CHARACTERS) return `it has more than ${MAX_CHARACTERS} characters`;
  try {
    return parseFlowchart(source);
  } catch (error) {
    if (!(error instanceof DiagramError)) throw error;
    return error.message;
  }
}

/**
 * A diagram in mermaid's language.
 *
 * JupyterLab draws every kind. Flow charts, up to 300 nodes, are also drawn here: for exported pages,
 * for GitHub (after `enablePng()`), and as a tree in terminals; their own colours are left out. Other
 * kinds of diagrams say that they are not, and show their source.
 *
 * @param source The diagram.
 * @param options Colours of the drawing.
 * @returns The diagram, for `show` or as the last value of a cell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const flow = display.mermaid("graph LR; data --> model[a model] -- gives --> loss");
 * assertEquals(flow.toText(), "data\n└─▶ a model\n   └─▶ gives: loss");
 * ```
 */
export function mermaid(source: string, options: MermaidOptions = {}): MermaidView {
  return new MermaidView(source, options);
}

/**
 * The drawing of a flow chart.
 *
 * @param source A diagram in mermaid's language.
 * @param options Colours of the drawing.
 * @returns SVG that needs nothing else; undefined for what is no flow chart, or one that is wrong.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * assert(display.mermaidSvg("graph TD; a --> b")?.startsWith("<svg"));
 * assertEquals(display.mermaidSvg("pie"), undefined);
 * ```
 */
export function mermaidSvg(source: string, options: MermaidOptions = {}): string | undefined {
  return new MermaidView(source, options).toSvg();
}
