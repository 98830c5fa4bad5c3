/**
 * Measuring a model on all batches of a source.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Pause } from "../pause.ts";
import type { Step } from "../step.ts";
import type { BatchSource } from "./batches.ts";
import { type Measured, type Measures, Tally } from "./measures.ts";

/** How a source is measured. */
export interface MeasuringOptions {
  /** What measures a batch. */
  readonly step: Step;
  /** The order of its sums. */
  readonly measures: Measures;
  /** Ends it, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told after each batch. */
  readonly onBatch?: (() => Promise<void>) | undefined;
}

/** Measures the batches of one pass; undefined where there are none. */
export async function measureAll(
  source: BatchSource,
  { step, measures, signal, onBatch }: MeasuringOptions,
): Promise<Measured | undefined> {
  using tally = new Tally(measures);
  const pause = new Pause(50);
  const pass = source.open({ epoch: 0 });
  try {
    for (;;) {
      const next = pass.next();
      const batch = next instanceof Promise ? await next : next;
      if (batch === undefined) break;
      try {
        signal?.throwIfAborted();
        if (tally.take(tf.tidy(() => step(batch.feed, tally.sums)))) tally.flush();
      } finally {
        batch.dispose();
      }
      if (onBatch) await onBatch();
      if (pause.due) await pause.take();
    }
  } finally {
    await pass.close();
  }
  return tally.steps === 0 ? undefined : measures.read(tally.values());
}
