/**
 * What a search has found.
 *
 * @module
 */

import type { Figure } from "../../display/chart/figure.ts";
import { scatterChart } from "../../display/chart/scatter_chart.ts";
import {
  DISPLAY,
  type MimeBundle,
  type TextOptions,
  type View,
} from "../../display/mime_bundle.ts";
import { type Table, table } from "../../display/table/table.ts";
import type { Measurement } from "./halving.ts";
import type { Params, Space } from "./space.ts";

/** One trial: values, and what they came to. */
export interface Trial<S extends Space> {
  /** Its number, from 0. */
  readonly id: number;
  /** The values. */
  readonly params: Params<S>;
  /** What they came to, budget by budget. */
  readonly results: readonly Measurement[];
  /** Why its last run failed, if it did. */
  readonly error?: string;
}

/** The trials of a search. */
export class SearchResult<S extends Space> implements View {
  /** All trials in the order in which they were begun. */
  readonly trials: readonly Trial<S>[];
  /** Whether it was ended before its last run. */
  readonly stopped: boolean;
  readonly #greaterIsBetter: boolean;

  /** Of its trials. */
  constructor(
    trials: readonly Trial<S>[],
    { greaterIsBetter, stopped }: { greaterIsBetter: boolean; stopped: boolean },
  ) {
    this.trials = trials;
    this.stopped = stopped;
    this.#greaterIsBetter = greaterIsBetter;
  }

  /** Trials by how far they came and how good they were, the best first; those that failed last. */
  get ranked(): readonly Trial<S>[] {
    const sign = this.#greaterIsBetter ? -1 : 1;
    const key = ({ results }: Trial<S>) => {
      const { budget = 0, score = NaN } = results.at(-1) ?? {};
      return Number.isNaN(score) ? { budget: -1, score: 0 } : { budget, score };
    };
    return this.trials.toSorted((a, b) => {
      const [one, other] = [key(a), key(b)];
      return other.budget - one.budget || sign * (one.score - other.score) || a.id - b.id;
    });
  }

  /** The best of the trials that came farthest; undefined where all have failed. */
  get best(): Trial<S> | undefined {
    const [first] = this.ranked;
    return first && Number.isNaN(first.results.at(-1)?.score ?? NaN) ? undefined : first;
  }

  /** A row for each trial, the best first. */
  get table(): Table {
    const rows = this.ranked.map(({ id, params, results, error }) => ({
      trial: id,
      ...params as Record<string, unknown>,
      budget: results.at(-1)?.budget,
      score: results.at(-1)?.score,
      ...error !== undefined && { error },
    }));
    return table(rows, { rowNumbers: false, unit: "trial" });
  }

  /** The score of each trial, one colour for each budget. */
  get figure(): Figure {
    const budgets = [...new Set(this.trials.flatMap(({ results }) => results.map((r) => r.budget)))]
      .sort((a, b) => a - b);
    const series = budgets.map((budget) => {
      const points = this.trials.flatMap(({ id, results }) =>
        results.filter((result) => result.budget === budget).map(({ score }) => ({ id, score }))
      );
      return {
        name: `budget ${budget}`,
        x: points.map(({ id }) => id),
        y: points.map(({ score }) => score),
      };
    });
    return scatterChart(series, {
      title: `Search, ${this.trials.length} trials`,
      x: { title: "trial" },
      y: { title: "score" },
    });
  }

  /** The table. */
  toText(options: TextOptions = {}): string {
    return this.table.toText(options);
  }

  /** The chart, and the table in the text. */
  [DISPLAY](): MimeBundle {
    return { ...this.figure[DISPLAY](), "text/plain": this.toText() };
  }
}
