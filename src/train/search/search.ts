/**
 * Search for good settings.
 *
 * @module
 */

import { notebookSignal } from "../../core/notebook_signal.ts";
import type { JsonValue } from "../../core/json_value.ts";
import { replaceFile } from "../../io/replace_file.ts";
import { checkPositiveInteger, checkSeed } from "../checks.ts";
import { packed, unpacked } from "../loop/plain.ts";
import { budgetsOf, nextJob } from "./halving.ts";
import { SearchResult, type Trial } from "./search_result.ts";
import { checkSpace, drawn, gridOf, type Params, type Space } from "./space.ts";

/** What one run of a trial is given. */
export interface TrialRun<S extends Space> {
  /** The values that are tried. */
  readonly params: Params<S>;
  /** The number of the trial, from 0: seeds can follow from it. */
  readonly trial: number;
  /** How much it may train in all, epochs say; what it was given before counts. */
  readonly budget: number;
  /** A folder of its own for checkpoints, so that it goes on where it was; undefined without `dir`. */
  readonly dir: string | undefined;
  /** Fires when the search is ended. */
  readonly signal: AbortSignal | undefined;
}

/** How is searched. */
export interface SearchOptions<S extends Space> {
  /** The values of each parameter. */
  readonly space: S;
  /** Trains with the values and says how good that is. */
  readonly run: (run: TrialRun<S>) => number | Promise<number>;
  /** All combinations, draws at random, or draws of which the best get more; "random" unless told. */
  readonly strategy?: "grid" | "random" | "asha";
  /** How many draws; 20 unless told. A grid has as many as it has. */
  readonly trials?: number;
  /** Whether smaller scores are better, as losses are; "min" unless told. */
  readonly mode?: "min" | "max";
  /** What a trial is given in the end, epochs say; 1 unless told. */
  readonly maxBudget?: number;
  /** What "asha" gives each trial at first; 1 unless told. */
  readonly minBudget?: number;
  /** One of so many trials goes on, with so many times as much; 3 unless told. */
  readonly eta?: number;
  /** Decides the draws; 0 unless told. */
  readonly seed?: number;
  /** A folder for what is found, from which the same search goes on; nothing is kept unless told. */
  readonly dir?: string;
  /** Told after each run. */
  readonly onTrial?: (trial: Trial<S>) => void;
  /** Ends the search after the run under way; in a notebook the Stop button does unless told. */
  readonly signal?: AbortSignal;
}

/** What is kept of a search. */
interface Kept {
  readonly plan: JsonValue;
  readonly trials: readonly Trial<Space>[];
}

/**
 * Searches for settings: all combinations of a grid, draws at random, or asynchronous successive halving
 * ("asha"), which gives many draws little and the best of them more. Runs are made one after the other;
 * the seed decides which. A run that throws is a trial that failed, and the search goes on. With `dir` a
 * search that was ended, or killed, goes on with the runs that are missing.
 *
 * @param options Values, what is run, and how many trials.
 * @returns All trials, best first in its table and chart.
 * @throws {RangeError} When the space or a number has no meaning, or `dir` has another search.
 * @throws {AggregateError} When all trials have failed.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { train } from "tensaur";
 *
 * const { best } = await train.search({
 *   space: { rate: { min: 1e-4, max: 1, log: true }, units: [8, 16] },
 *   run: ({ params }) => Math.log10(params.rate / 0.01) ** 2 + params.units / 100,
 *   trials: 60,
 * });
 * assertAlmostEquals(Math.log10(best!.params.rate), -2, 0.3);
 * ```
 */
export async function search<const S extends Space>(
  options: SearchOptions<S>,
): Promise<SearchResult<S>> {
  const { space, run, strategy = "random", mode = "min", seed = 0, dir, onTrial } = options;
  const { signal = notebookSignal(), maxBudget = 1, minBudget = 1, eta = 3 } = options;
  checkSpace(space);
  checkSeed(seed, "Cannot search: seed");
  checkPositiveInteger(options.trials ?? 20, "Cannot search: trials");
  checkPositiveInteger(minBudget, "Cannot search: minBudget");
  if (!(eta > 1) || maxBudget < minBudget) {
    throw new RangeError(
      "Cannot search: eta must be greater than 1 and maxBudget at least minBudget, current values " +
        `are ${eta}, ${maxBudget} and ${minBudget}`,
    );
  }
  if (!["grid", "random", "asha"].includes(strategy)) {
    throw new RangeError(
      `Cannot search: strategy must be grid, random or asha, current value is "${strategy}"`,
    );
  }
  const grid = strategy === "grid" ? gridOf(space) : undefined;
  const rules = {
    trials: grid?.length ?? options.trials ?? 20,
    budgets: strategy === "asha" ? budgetsOf(minBudget, maxBudget, eta) : [maxBudget],
    eta,
    greaterIsBetter: mode === "max",
  };
  const plan = packed({ space, strategy, mode, seed, budgets: rules.budgets, eta });
  const file = dir && `${dir}/search.json`;
  const trials: Trial<S>[] = file ? await keptIn<S>(file, plan) : [];
  const errors: unknown[] = [];
  let stopped = false;
  for (let job = nextJob(trials, rules); job !== undefined; job = nextJob(trials, rules)) {
    if (signal?.aborted) {
      stopped = true;
      break;
    }
    const { id, budget } = job;
    const params = trials[id]?.params ?? grid?.[id] ?? drawn(space, seed, id);
    let [score, error]: [number, string | undefined] = [NaN, undefined];
    try {
      const own = dir && `${dir}/trial-${id}`;
      score = await run({ params, trial: id, budget, dir: own, signal });
    } catch (thrown) {
      if (signal?.aborted) {
        stopped = true;
        break;
      }
      errors.push(thrown);
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    // A run that was ended has not come to what its budget would have.
    if (signal?.aborted) {
      stopped = true;
      break;
    }
    const results = [...trials[id]?.results ?? [], { budget, score }];
    trials[id] = { id, params, results, ...error !== undefined && { error } };
    if (file) {
      await Deno.mkdir(dir!, { recursive: true });
      await replaceFile(file, `${JSON.stringify(packed({ plan, trials }), null, 1)}\n`);
    }
    onTrial?.(trials[id]);
  }
  if (trials.length > 0 && errors.length > 0 && trials.every(({ error }) => error !== undefined)) {
    throw new AggregateError(errors, `Cannot search: all ${trials.length} trials failed`);
  }
  return new SearchResult(trials, { greaterIsBetter: mode === "max", stopped });
}

async function keptIn<S extends Space>(file: string, plan: JsonValue): Promise<Trial<S>[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const kept = unpacked(JSON.parse(text)) as Kept;
  if (JSON.stringify(kept.plan) !== JSON.stringify(unpacked(plan))) {
    throw new RangeError(
      `Cannot go on with the search in "${file}": it has another space, strategy, seed or budget; ` +
        "search in another folder",
    );
  }
  return [...kept.trials] as unknown as Trial<S>[];
}
