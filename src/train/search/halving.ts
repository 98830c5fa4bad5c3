/**
 * Successive halving: many trials with little, the best of them with more.
 *
 * @module
 */

/** One result of a trial. */
export interface Measurement {
  /** What it was given in all, epochs say. */
  readonly budget: number;
  /** What it came to; NaN where it failed. */
  readonly score: number;
}

/** A trial as the rules see it. */
export interface Contender {
  /** Its number, from 0. */
  readonly id: number;
  /** What it came to, budget by budget. */
  readonly results: readonly Measurement[];
}

/** What is done next: a trial, and with what budget. */
export interface Job {
  /** The trial; one that is not there yet is begun. */
  readonly id: number;
  /** What it is given in all. */
  readonly budget: number;
}

/** The rules. */
export interface HalvingRules {
  /** Trials in all. */
  readonly trials: number;
  /** Budgets from the smallest to the largest, each `eta` times the one before. */
  readonly budgets: readonly number[];
  /** One of so many goes on. */
  readonly eta: number;
  /** Whether larger scores are better. */
  readonly greaterIsBetter: boolean;
}

/** Budgets from `min` to `max`, each `eta` times the one before. */
export function budgetsOf(min: number, max: number, eta: number): number[] {
  const budgets: number[] = [];
  for (let budget = min; budget < max; budget *= eta) budgets.push(Math.round(budget));
  return [...budgets, max];
}

/**
 * What to do next by asynchronous successive halving (Li et al., https://arxiv.org/abs/1810.05934): a
 * trial among the best of its rung goes on, from the highest rung down; where there is none, another one
 * begins. Undefined at the end.
 */
export function nextJob(
  contenders: readonly Contender[],
  { trials, budgets, eta, greaterIsBetter }: HalvingRules,
): Job | undefined {
  const sign = greaterIsBetter ? -1 : 1;
  for (let rung = budgets.length - 2; rung >= 0; rung--) {
    const done = contenders.flatMap(({ id, results }) => {
      const score = results[rung]?.score;
      return score === undefined ? [] : [{ id, score, went: results.length > rung + 1 }];
    });
    const best = done.filter(({ score }) => !Number.isNaN(score))
      .sort((a, b) => sign * (a.score - b.score) || a.id - b.id)
      .slice(0, Math.floor(done.length / eta));
    const promoted = best.find(({ went }) => !went);
    if (promoted !== undefined) return { id: promoted.id, budget: budgets[rung + 1]! };
  }
  return contenders.length < trials ? { id: contenders.length, budget: budgets[0]! } : undefined;
}
