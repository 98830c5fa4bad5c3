/**
 * What tokens look at.
 *
 * @module
 */

import { Figure, type FigureOptions } from "../chart/figure.ts";
import { axisOf, type Panel } from "../chart/panel.ts";
import { thinTable } from "../chart/thin.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { table } from "../table/table.ts";
import { cut } from "../text/fit.ts";
import { countText, numberText } from "../text/number_text.ts";
import { paint } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { extent } from "../text/sparkline.ts";
import {
  type AttentionMap,
  type AttentionMaps,
  type AttentionWeights,
  readMaps,
} from "./read_maps.ts";

/** More maps than this are no picture any more. */
const MAX_MAPS = 24;
/** Squares along a side of one map, and of one among others. */
const MAX_SIDE = 100;
const MAX_SMALL_SIDE = 32;
/** Pixels of one map among others. */
const CELL = { width: 200, height: 235 };

/** Tokens, choice and looks of attention maps. */
export interface AttentionOptions extends FigureOptions {
  /** The tokens that look, and unless `toTokens` is told, those that are looked at. */
  readonly tokens?: readonly string[];
  /** The tokens that are looked at, where they are others. */
  readonly toTokens?: readonly string[];
  /** The layer to draw, counted from 0; all of them unless told. */
  readonly layer?: number;
  /** The head to draw, counted from 0; all of them unless told. */
  readonly head?: number;
}

/** Attention maps: as heat maps, and in text as a table of what each token looks at most. */
export class AttentionView implements View {
  /** The maps as charts. */
  readonly figure: Figure;
  readonly #maps: AttentionMaps;
  readonly #options: AttentionOptions;

  /**
   * Takes weights; they are read at once.
   *
   * @param weights The weights; a tensor stays the caller's.
   * @param options Tokens, choice and looks.
   * @throws {TypeError} When the weights have none of the shapes, or there are not as many tokens.
   * @throws {RangeError} When there is no such layer or head, or the weights are too many.
   */
  constructor(weights: AttentionWeights, options: AttentionOptions = {}) {
    const all = readMaps(weights);
    const { tokens, toTokens = tokens, layer, head } = options;
    checkTokens(tokens, all.from, "that look");
    checkTokens(toTokens, all.to, "that are looked at");
    checkIndex(layer, all.layers, "layer");
    checkIndex(head, all.heads, "head");
    const maps = all.maps.filter((map) =>
      (layer === undefined || map.layer === layer) && (head === undefined || map.head === head)
    );
    this.#maps = { ...all, maps };
    this.#options = options;
    this.figure = draw(this.#maps, options);
  }

  /** One map as a table of shades or numbers; of several, what each token looks at most. */
  toText(options: TextOptions = {}): string {
    const { columns = 80, colors = false } = options;
    const { maps, from, to } = this.#maps;
    const [only] = maps;
    // So few numbers are read at a glance.
    const small = maps.length === 1 && from <= 12 && to <= 8;
    if (only === undefined || small || from * to === 0) return this.figure.toText(options);
    const { tokens, toTokens = tokens, title = "Attention" } = this.#options;
    const shown = maps.slice(0, MAX_MAPS);
    const text = (weights: ArrayLike<number>, rank: number) => {
      const index = strongest(weights, rank);
      return `${toTokens?.[index] ?? index} ${numberText(weights[index] ?? NaN, 2)}`;
    };
    const rows = Array.from({ length: from }, (_, row) => ({
      token: tokens?.[row] ?? String(row),
      ...maps.length === 1
        ? {
          most: text(only.rows[row]!, 0),
          then: text(only.rows[row]!, 1),
          "and then": text(only.rows[row]!, 2),
        }
        : Object.fromEntries(
          shown.map((map) => [mapTitle(map, this.#maps), text(map.rows[row]!, 0)]),
        ),
    }));
    const heading = cut(printable(`${title}: what each token looks at most`), columns);
    const note = maps.length > shown.length
      ? `\n${cut(`${shown.length} of ${countText(maps.length)} maps`, columns)}`
      : "";
    const lines = table(rows, { rowNumbers: false, unit: "token" }).toText(options);
    return `${paint(heading, "bold", colors)}\n${lines}${note}`;
  }

  /** The maps for Plotly, as a drawing, and as text. */
  [DISPLAY](): MimeBundle {
    return { ...this.figure[DISPLAY](), "text/plain": this.toText() };
  }
}

function checkTokens(tokens: readonly string[] | undefined, count: number, which: string): void {
  if (tokens === undefined || tokens.length === count) return;
  throw new TypeError(
    `Cannot draw attention: wanted ${count} tokens ${which}, got ${tokens.length}`,
  );
}

function checkIndex(index: number | undefined, count: number, what: string): void {
  if (index === undefined || (Number.isInteger(index) && index >= 0 && index < count)) return;
  throw new RangeError(
    `Cannot draw attention: ${what} must be an integer from 0 to ${count - 1}, current value is ` +
      `${index}`,
  );
}

/** Index of the largest weight, or of the one that has `rank` others before it. */
function strongest(weights: ArrayLike<number>, rank: number): number {
  const order = Array.from(weights, (_, i) => i).sort((a, b) => weights[b]! - weights[a]!);
  return order[Math.min(rank, order.length - 1)]!;
}

function mapTitle({ layer, head }: AttentionMap, { layers, heads }: AttentionMaps): string {
  return [
    ...layers > 1 ? [`layer ${layer}`] : [],
    ...heads > 1 && head >= 0 ? [`head ${head}`] : [],
  ].join(", ");
}

function draw(all: AttentionMaps, options: AttentionOptions): Figure {
  const { maps, notes: choice } = fewer(all);
  const many = maps.length > 1;
  const { tokens, toTokens = tokens } = options;
  const thinned = maps.map(({ rows }) => thinTable(rows, many ? MAX_SMALL_SIDE : MAX_SIDE));
  const [low, high] = extent(thinned.flatMap(({ values }) => values.flat()));
  // From zero on, so that the maps of weights that are all alike look alike.
  const range = [Math.min(0, low), high] as const;
  const { tall = 1, wide = 1 } = thinned[0] ?? {};
  const notes = [
    ...choice,
    ...tall * wide > 1 ? [`means of blocks of ${tall} × ${wide}`] : [],
    ...many && high > 0 ? [`from 0 (dark) to ${numberText(high, 2)} (bright)`] : [],
  ];
  const panels = maps.map((map, i): Panel => {
    const { values } = thinned[i]!;
    const [rows, columns] = [values.length, values[0]?.length ?? 0];
    const place = Math.min(maps.length, options.columns ?? 4);
    const axis = (title: string, side: { count: number; step: number }, names = tokens) => ({
      ...axisOf({ title }, Array.from({ length: side.count }, (_, i) => String(i * side.step))),
      ...names !== undefined && {
        labels: Array.from({ length: side.count }, (_, i) => names[i * side.step]!),
      },
      repeated: title === "",
    });
    return {
      title: mapTitle(map, all),
      x: axis(i >= maps.length - place ? "to" : "", { count: columns, step: wide }, toTokens),
      y: axis(i % place === 0 ? "from" : "", { count: rows, step: tall }),
      marks: [{
        kind: "heat",
        values,
        written: !many && rows <= 12 && columns <= 12,
        ...high > low || high > 0 ? { range } : {},
        bar: !many,
      }],
      notes: i === 0 ? notes : [],
    };
  });
  const columns = Math.min(options.columns ?? 4, Math.max(1, panels.length));
  const size = many
    ? {
      columns,
      width: Math.max(440, columns * CELL.width + 20),
      height: Math.ceil(panels.length / columns) * CELL.height + 70,
    }
    : { width: 560, height: 480 };
  return new Figure(panels, { title: "Attention", ...size, ...options });
}

/** At most as many maps as a picture holds: the means over the heads of each layer, or the first ones. */
function fewer(all: AttentionMaps): { maps: readonly AttentionMap[]; notes: string[] } {
  if (all.maps.length <= MAX_MAPS) return { maps: all.maps, notes: [] };
  const layers = Map.groupBy(all.maps, ({ layer }) => layer);
  const means = layers.size > 1 && layers.size < all.maps.length
    ? [...layers].map(([layer, maps]) => ({ layer, head: -1, rows: meanRows(maps) }))
    : all.maps;
  const maps = means.slice(0, MAX_MAPS);
  const count = countText(all.maps.length);
  if (means === all.maps) return { maps, notes: [`${maps.length} of ${count} maps`] };
  const shown = maps.length < means.length ? `${maps.length} of ${means.length} layers, ` : "";
  return { maps, notes: [`${shown}means over heads of ${count} maps`] };
}

function meanRows(maps: readonly AttentionMap[]): Float32Array[] {
  return maps[0]!.rows.map((row, y) =>
    Float32Array.from(
      row,
      (_, x) => maps.reduce((sum, { rows }) => sum + rows[y]![x]!, 0) / maps.length,
    )
  );
}

/**
 * Attention weights as heat maps, one for each head: row by row the tokens that look, column by column
 * those they look at.
 *
 * The colours of all maps mean the same. Of more than 24 maps the means over the heads of each layer
 * are drawn, and of long texts the means of blocks, which the picture says.
 *
 * @param weights `[from, to]`, `[heads, from, to]`, `[layers, heads, from, to]`, or one tensor per
 *   layer; tensors stay the caller's. A batch of one is taken, too.
 * @param options Tokens, one layer or head, and looks.
 * @returns The maps, for `show` or as the last value of a cell.
 * @throws {TypeError} When the weights have none of the shapes, or there are not as many tokens.
 * @throws {RangeError} When there is no such layer or head, or the weights are too many.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const weights = [[[0.9, 0.1], [0.3, 0.7]], [[0.5, 0.5], [1, 0]]];
 * const maps = display.attention(weights, { tokens: ["深度", "学习"] });
 * assertEquals(maps.figure.panels.map(({ title }) => title), ["head 0", "head 1"]);
 * ```
 */
export function attention(
  weights: AttentionWeights,
  options: AttentionOptions = {},
): AttentionView {
  return new AttentionView(weights, options);
}
