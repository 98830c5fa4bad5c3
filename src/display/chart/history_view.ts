/**
 * Training runs.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { table } from "../table/table.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { LINES } from "./line_chart.ts";
import { type Series, seriesPanel } from "./series.ts";

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

/** A run, as `train.fit` returns it. */
export interface HistoryLike {
  /** One record per epoch. */
  readonly records: readonly EpochLike[];
  /** Whether it was ended before its last epoch. */
  readonly stopped?: boolean;
}

/** A run, as tfjs's `model.fit` returns it. */
interface TfjsHistory {
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, readonly unknown[]>>;
}

const MAX_METRICS = 3;

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
    const { records, stopped = false } = this.#history;
    const measures: { title: string; of: (record: EpochLike, part: Part) => number | undefined }[] =
      [
        {
          title: "loss",
          of: (record, part) => part === "validation" ? record.valLoss : record.loss,
        },
        ...metricNames(records).slice(0, MAX_METRICS).map((name) => ({
          title: name,
          of: ({ metrics, valMetrics }: EpochLike, part: Part) =>
            (part === "validation" ? valMetrics : metrics)?.[name],
        })),
      ];
    const x = records.map(({ epoch }) => epoch);
    const panels = measures.map(({ title, of }) => {
      const parts = (["training", "validation"] as const).filter((part) =>
        records.some((record) => of(record, part) !== undefined)
      );
      const series = parts.map((name): Series => {
        const y = records.map((record) => of(record, name) ?? NaN);
        return { name, x, y, color: name === "training" ? 0 : 1 };
      });
      const panel = seriesPanel(series, { x: { title: "epoch" } }, LINES);
      return { ...panel, title, x: { ...panel.x, whole: true } };
    });
    const title = stopped ? `Training, stopped after ${records.length} epochs` : "Training";
    return new Figure(panels, { title, height: 340, ...this.#options });
  }

  /** The run as a table. */
  toText(options: TextOptions = {}): string {
    const { records, stopped = false } = this.#history;
    if (records.length === 0) return "No epoch was finished";
    const rows = records.map(({ epoch, loss, metrics, valLoss, valMetrics, seconds }) => ({
      epoch,
      loss,
      ...metrics,
      ...valLoss !== undefined && { "val loss": valLoss },
      ...Object.fromEntries(
        Object.entries(valMetrics ?? {}).map(([name, value]) => [`val ${name}`, value]),
      ),
      ...seconds !== undefined && { seconds: Math.round(seconds * 100) / 100 },
    }));
    const text = table(rows, { rowNumbers: false, unit: "epoch" }).toText(options);
    return stopped ? `${text}; stopped early` : text;
  }

  /** The run as a chart, and as a table in the text. */
  [DISPLAY](): MimeBundle {
    return { ...this.figure[DISPLAY](), "text/plain": this.toText() };
  }
}

type Part = "training" | "validation";

function metricNames(records: readonly EpochLike[]): string[] {
  return [
    ...new Set(records.flatMap(({ metrics, valMetrics }) => [
      ...Object.keys(metrics),
      ...Object.keys(valMetrics ?? {}),
    ])),
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
