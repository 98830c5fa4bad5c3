/**
 * Whether peers that began with the same weights have computed the same.
 *
 * @module
 */

import type { Sample } from "../sample.ts";

/** Losses of one job by who has computed them. */
export interface Agreement {
  /** The job and its size. */
  readonly job: string;
  /** Each loss, by peer and way. */
  readonly values: Readonly<Record<string, number>>;
  /** Largest distance of two of them, relative to the smaller one. */
  readonly apart: number;
  /** Whether they agree: false where fewer than two peers have one. */
  readonly agrees: boolean;
}

/** Relative distance that bfloat16 leaves between losses. */
export const TOLERANCE = 1e-3;

/** Compares the first losses of a job. */
export function agreementOf(samples: readonly Sample[], job: string): Agreement {
  const with_ = samples.filter((sample) => sample.job === job && sample.value !== undefined);
  const values = with_.map(({ value }) => value!);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const apart = values.length === 0 ? NaN : (most - least) / Math.abs(least);
  return {
    job,
    values: Object.fromEntries(with_.map(({ peer, mode, value }) => [`${peer} (${mode})`, value!])),
    apart,
    agrees: new Set(with_.map(({ peer }) => peer)).size > 1 && apart <= TOLERANCE,
  };
}
