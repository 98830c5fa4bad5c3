/**
 * Training runs.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { type Table, table } from "../table/table.ts";
import { countText, secondsText } from "../text/number_text.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type MarkRules, type Series, seriesPanel } from "./series.ts";
import { thinLine } from "./thin.ts";

/** One epoch of a run, as `train.fit` reports it. */
export interface EpochLike {
  /** From 1. */
  readonly epoch: number;
  /** Loss while the weights change. */
  readonly loss: number;
  /** Metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Loss on the validation part. */
  readonly valLoss?: number | undefined;
  /** Metrics on the validation part. */
  readonly valMetrics?: Readonly<Record<string, number>> | undefined;
  /** Time it took. */
  readonly seconds?: number;
}

/** Loss and metrics within the epochs, each number the mean over the steps since the one before. */
export interface CourseLike {
  /** When: 0.5 is in the middle of the first epoch, 1 at its end. */
  readonly epoch: readonly number[];
  /** Loss at these times. */
  readonly loss: readonly number[];
  /** Metrics at these times, by name. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/** A run, as `train.fit` returns it. */
export interface HistoryLike {
  /** One record per epoch. */
  readonly records: readonly EpochLike[];
  /** Whether it was ended before its last epoch. */
  readonly stopped?: boolean;
  /** What went on within the epochs. */
  readonly course?: CourseLike | undefined;
  /** The error that ended it. */
  readonly failure?: string | undefined;
}

/** A run, as tfjs's `model.fit` returns it. */
interface TfjsHistory {
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, readonly unknown[]>>;
}

const MAX_METRICS = 3;

/** As many points as the chart has pixels to tell them apart: notebooks keep each chart. */
const EPOCHS: MarkRules = {
  what: "a training history",
  kind: "line",
  most: { each: 300, all: 600 },
  thin: thinLine,
};

/** Grey in all templates. */
const COURSE_COLOR = 6;

/** A training run as a chart of loss and metrics, and as a table in terminals. */
export class HistoryView implements View {
  readonly #history: HistoryLike;
  readonly #options: FigureOptions;

  /**
   * Takes a run.
   *
   * @param history What `train.fit` returned.
   * @param options Title, colours and size of the chart.
   */
  constructor(history: HistoryLike, options: FigureOptions = {}) {
    this.#history = history;
    this.#options = options;
  }

  /** The chart: loss, and beside it up to three metrics. */
  get figure(): Figure {
    const { records, course } = this.#history;
    const names = metricNames(this.#history).slice(0, MAX_METRICS);
    const panels = [undefined, ...names].map((metric) => {
      const series: Series[] = [];
      const within = metric === undefined ? course?.loss : course?.metrics[metric];
      if (course && within?.length) {
        series.push({ name: "within epochs", x: course.epoch, y: within, color: COURSE_COLOR });
      }
      const x = records.map(({ epoch }) => epoch);
      for (const [color, name] of (["training", "validation"] as const).entries()) {
        const y = records.map((record) => measureOf(record, name, metric) ?? NaN);
        if (!y.every(Number.isNaN)) series.push({ name, x, y, color });
      }
      const panel = seriesPanel(series, { x: { title: "epoch" } }, EPOCHS);
      return { ...panel, title: metric ?? "loss", x: { ...panel.x, whole: true } };
    });
    const title = ["Training", this.#ending ?? []].flat().join(", ");
    return new Figure(panels, { title, height: 340, ...this.#options });
  }

  /** The run as a table. */
  get table(): Table {
    const { records } = this.#history;
    const rows = records.map(({ epoch, loss, metrics, valLoss, valMetrics, seconds }) => ({
      epoch,
      loss,
      ...metrics,
      ...valLoss !== undefined && { "val loss": valLoss },
      ...Object.fromEntries(
        Object.entries(valMetrics ?? {}).map(([name, value]) => [`val ${name}`, value]),
      ),
      ...seconds !== undefined && { time: secondsText(seconds) },
    }));
    return table(rows, { rowNumbers: false, unit: "epoch" });
  }

  /** The run as a table, with a word on how it ended where it did not come to its end. */
  toText(options: TextOptions = {}): string {
    const none = this.#history.records.length === 0;
    const text = none ? "No epoch was finished" : this.table.toText(options);
    const ending = this.#ending;
    return ending === undefined ? text : `${text}${none ? ";" : "\nTraining"} ${ending}`;
  }

  /** The run as a chart, and as a table in the text. */
  [DISPLAY](): MimeBundle {
    return { ...this.figure[DISPLAY](), "text/plain": this.toText() };
  }

  /** What ended the run before its last epoch. */
  get #ending(): string | undefined {
    const { records: { length }, stopped, failure } = this.#history;
    if (failure !== undefined) return `failed in epoch ${countText(length + 1)}: ${failure}`;
    if (!stopped) return undefined;
    return length === 0
      ? "stopped in the first epoch"
      : `stopped after ${countText(length)} ${length === 1 ? "epoch" : "epochs"}`;
  }
}

function measureOf(
  { loss, metrics, valLoss, valMetrics }: EpochLike,
  part: "training" | "validation",
  metric: string | undefined,
): number | undefined {
  if (metric === undefined) return part === "training" ? loss : valLoss;
  return (part === "training" ? metrics : valMetrics)?.[metric];
}

function metricNames({ records, course }: HistoryLike): string[] {
  return [
    ...new Set([
      ...Object.keys(course?.metrics ?? {}),
      ...records.flatMap(({ metrics, valMetrics }) => [
        ...Object.keys(metrics),
        ...Object.keys(valMetrics ?? {}),
      ]),
    ]),
  ];
}

/** Recognises what `train.fit` and tfjs's `model.fit` return; undefined for anything else. */
export function historyOf(value: unknown): HistoryLike | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { records } = value as Partial<HistoryLike>;
  if (Array.isArray(records)) {
    const known = records.every((record) =>
      typeof record?.epoch === "number" && typeof record.loss === "number" &&
      typeof record.metrics === "object" && record.metrics !== null
    );
    return known && "stopped" in value ? value as HistoryLike : undefined;
  }
  const { epoch, history } = value as Partial<TfjsHistory>;
  if (!Array.isArray(epoch) || typeof history !== "object" || history === null) return undefined;
  if (!Array.isArray(history.loss)) return undefined;
  return { records: epoch.map((_, i) => tfjsRecord(history, i)) };
}

function tfjsRecord(history: TfjsHistory["history"], index: number): EpochLike {
  const metrics: Record<string, number> = {};
  const valMetrics: Record<string, number> = {};
  for (const [name, values] of Object.entries(history)) {
    const value = Number(values[index]);
    if (name.startsWith("val_")) valMetrics[name.slice(4)] = value;
    else metrics[name] = value;
  }
  const { loss = NaN, ...others } = metrics;
  const { loss: valLoss, ...valOthers } = valMetrics;
  return { epoch: index + 1, loss, metrics: others, valLoss, valMetrics: valOthers };
}

/**
 * A training run as a chart; in terminals a table. `show(history)` does the same.
 *
 * @param history What `train.fit` or tfjs's `model.fit` returned.
 * @param options Title, colours and size of the chart.
 * @returns The run, for `show` or as the last value of a cell.
 * @throws {TypeError} When it is no training run.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const records = [{ epoch: 1, loss: 0.5, metrics: { accuracy: 0.75 } }];
 * const run = display.trainingHistory({ records, stopped: false }, { template: "dark" });
 * assertEquals(run.figure.panels.map(({ title }) => title), ["loss", "accuracy"]);
 * ```
 */
export function trainingHistory(history: unknown, options: FigureOptions = {}): HistoryView {
  const known = historyOf(history);
  if (known === undefined) {
    throw new TypeError(
      "Cannot draw a training history: wanted what train.fit or model.fit returns, got " +
        Deno.inspect(history, { depth: 0 }).slice(0, 100),
    );
  }
  return new HistoryView(known, options);
}
