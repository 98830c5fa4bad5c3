/**
 * Vectors of many dimensions as points in the plane.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Figure, type FigureOptions } from "../chart/figure.ts";
import { axisOf, type SeriesMarks } from "../chart/panel.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { countText, percentText } from "../text/number_text.ts";
import { type Plane, principalComponents } from "./principal_components.ts";
import { readVectors, type SampledRows, type Vectors } from "./read_vectors.ts";
import { umapPlane } from "./umap.ts";

/** More classes than this have no colours of their own. */
const MAX_CLASSES = 20;

/** What a label may be. */
export type Label = string | number | boolean;

/** How vectors are projected and drawn. */
export interface EmbeddingOptions extends FigureOptions {
  /** Class of each vector, for its colour. */
  readonly labels?: ArrayLike<Label> | tf.Tensor;
  /** Names of classes that are counted from 0. */
  readonly classNames?: readonly string[];
  /** Name of each vector, seen when pointed at. */
  readonly names?: ArrayLike<string>;
  /**
   * `"pca"` keeps the largest differences, `"umap"` keeps neighbours together, `"none"` takes the first
   * two numbers of each vector as they are; `"pca"` unless told.
   */
  readonly method?: "pca" | "umap" | "none";
  /** Decides which of many vectors are drawn, and where UMAP begins; 0 unless told. */
  readonly seed?: number;
  /** How many vectors are drawn at most; 1,500 unless told. */
  readonly limit?: number;
  /** For UMAP: how many neighbours are kept near; 15 unless told. */
  readonly neighbors?: number;
  /** For UMAP: how close points may come to each other; 0.1 unless told. */
  readonly minDistance?: number;
}

/** Vectors in the plane. */
export class EmbeddingView implements View {
  /** The chart. */
  readonly figure: Figure;
  /** Places `[x, y]` of what is drawn. */
  readonly points: readonly (readonly [number, number])[];
  /** Which vectors these are. */
  readonly indices: readonly number[];
  /** The share of the variance along each axis, 0 to 1; undefined unless the method is PCA. */
  readonly explainedVariance: readonly [number, number] | undefined;

  /**
   * Takes what was projected; `embedding()` makes it.
   *
   * @param figure The chart.
   * @param projected Places, and whose they are.
   */
  constructor(
    figure: Figure,
    projected: Pick<EmbeddingView, "points" | "indices" | "explainedVariance">,
  ) {
    this.figure = figure;
    this.points = projected.points;
    this.indices = projected.indices;
    this.explainedVariance = projected.explainedVariance;
  }

  /** The chart in characters. */
  toText(options: TextOptions = {}): string {
    return this.figure.toText(options);
  }

  /** The chart for Plotly, as a drawing and as text. */
  [DISPLAY](): MimeBundle {
    return this.figure[DISPLAY]();
  }
}

/**
 * A chart of vectors as points in the plane, one colour for each class.
 *
 * Of more than 1,500 vectors a random part is drawn, which the chart says. The same vectors and seed
 * give the same picture. PCA is computed here, in float64; UMAP's package is loaded at its first use.
 *
 * @param vectors A tensor `[count, …]`, which stays the caller's, or one array per vector.
 * @param options Labels, names, method and looks.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When the vectors differ in length, or there are not as many labels or names.
 * @throws {RangeError} When the limit is no integer from 2 to 20,000.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const vectors = [[0, 0, 1], [2, 0, 1], [4, 0, 1], [6, 0.1, 1]];
 * const plane = await display.embedding(vectors, { labels: ["a", "a", "b", "b"] });
 * assertEquals(plane.explainedVariance!.map((share) => Math.round(100 * share)), [100, 0]);
 * ```
 */
export async function embedding(
  vectors: Vectors,
  options: EmbeddingOptions = {},
): Promise<EmbeddingView> {
  const { method = "pca", seed = 0, limit = 1_500, neighbors = 15, minDistance = 0.1 } = options;
  if (!Number.isInteger(limit) || limit < 2 || limit > 20_000) {
    throw new RangeError(
      `Cannot draw an embedding: limit must be an integer from 2 to 20,000, current value is ${limit}`,
    );
  }
  const all = vectors instanceof tf.Tensor ? vectors.shape[0] ?? 0 : vectors.length;
  const labels = await labelsOf(options.labels);
  checkCount(labels, all, "labels");
  checkCount(options.names, all, "names");
  const rows = await readVectors(vectors, { limit, seed });
  const plane = await project(rows, method, { neighbors, minDistance, seed });
  const marks = series(rows, plane, { ...options, labels });
  const shares = method === "pca" && rows.count > 1 ? plane.shares : undefined;
  const axis = (number: 1 | 2) => {
    if (method === "none") return axisOf({ title: "" });
    if (method === "umap") return axisOf({ title: `UMAP ${number}` });
    const share = shares === undefined ? "" : ` (${percentText(shares[number - 1]!)})`;
    return axisOf({ title: `component ${number}${share}` });
  };
  const explained = shares === undefined
    ? []
    : [`${percentText(shares[0] + shares[1])} of the variance`];
  const figure = new Figure([{
    title: "",
    x: axis(1),
    y: axis(2),
    marks,
    notes: [...explained, ...rows.notes],
  }], { height: 460, ...options });
  return new EmbeddingView(figure, {
    points: rows.indices.map((_, row) => [plane.x[row]!, plane.y[row]!] as const),
    indices: rows.indices,
    explainedVariance: shares,
  });
}

interface Projected extends Pick<Plane, "shares"> {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

async function project(
  rows: SampledRows,
  method: NonNullable<EmbeddingOptions["method"]>,
  settings: Parameters<typeof umapPlane>[1],
): Promise<Projected> {
  const column = (index: number) =>
    rows.indices.map((_, row) => index < rows.length ? rows.values[row * rows.length + index]! : 0);
  // A few points have no neighbourhoods.
  if (method === "umap" && rows.count > 3) {
    return { ...await umapPlane(rows, settings), shares: [0, 0] };
  }
  if (method === "none") return { x: column(0), y: column(1), shares: [0, 0] };
  return principalComponents(rows);
}

async function labelsOf(
  labels: EmbeddingOptions["labels"],
): Promise<ArrayLike<Label> | undefined> {
  return labels instanceof tf.Tensor
    ? await labels.data<"int32" | "string">() as ArrayLike<Label>
    : labels;
}

function checkCount(list: ArrayLike<unknown> | undefined, count: number, what: string): void {
  if (list === undefined || list.length === count) return;
  throw new TypeError(
    `Cannot draw an embedding: wanted as many ${what} as vectors, got ${list.length} and ${count}`,
  );
}

/** One series for each class, the classes in order. */
function series(
  { indices }: SampledRows,
  { x, y }: Projected,
  { labels, classNames, names }: Omit<EmbeddingOptions, "labels"> & {
    readonly labels: ArrayLike<Label> | undefined;
  },
): SeriesMarks[] {
  const known = labels === undefined ? [] : classes(indices.map((index) => labels[index]!));
  const number = new Map(known.slice(0, MAX_CLASSES).map((label, i) => [label, i]));
  const groups = new Map<number, number[]>();
  indices.forEach((index, row) => {
    const group = labels === undefined ? 0 : number.get(labels[index]!) ?? MAX_CLASSES;
    const list = groups.get(group);
    if (list) list.push(row);
    else groups.set(group, [row]);
  });
  const title = (group: number) => {
    if (labels === undefined) return "";
    if (group === MAX_CLASSES) return `${countText(known.length - MAX_CLASSES)} other classes`;
    const label = known[group]!;
    return typeof label === "number" ? classNames?.[label] ?? String(label) : String(label);
  };
  return [...groups].sort(([a], [b]) => a - b).map(([group, list]) => ({
    kind: "points",
    name: title(group),
    x: list.map((row) => x[row]!),
    y: list.map((row) => y[row]!),
    color: group,
    dashed: false,
    ...names !== undefined && { texts: list.map((row) => names[indices[row]!]!) },
  }));
}

/** The labels that there are, the most frequent ones where they are too many, in order. */
function classes(labels: readonly Label[]): Label[] {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const order = new Intl.Collator("en", { numeric: true });
  const sorted = (list: Label[]) => list.sort((a, b) => order.compare(String(a), String(b)));
  if (counts.size <= MAX_CLASSES) return sorted([...counts.keys()]);
  const frequent = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  return [...sorted(frequent.slice(0, MAX_CLASSES)), ...frequent.slice(MAX_CLASSES)];
}
