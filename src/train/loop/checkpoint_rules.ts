/**
 * Where checkpoints go, and what tells the best one.
 *
 * @module
 */

import { monitored, scoreOf } from "../callbacks/monitor.ts";
import { CheckpointStore } from "../checkpoint/checkpoint_store.ts";
import { checkPositiveInteger } from "../checks.ts";
import type { FitCheckpoints } from "../fit.ts";
import type { TrainCallback } from "./events.ts";
import type { BestRule } from "./training_options.ts";

/** The store of checkpoints that the options name, if they name one. */
export function storeOf(
  checkpoints: FitCheckpoints | undefined,
  resume: boolean,
  verb: string,
): CheckpointStore | undefined {
  if (checkpoints === undefined) {
    if (!resume) return undefined;
    throw new TypeError(
      `${verb}: resume needs checkpoints to go on from: give checkpoints: { dir }, a Trainer's outputDir`,
    );
  }
  const { dir, keep, everySteps, best } = checkpoints;
  if (everySteps !== undefined) checkPositiveInteger(everySteps, "Cannot fit: everySteps");
  return new CheckpointStore(dir, {
    ...keep !== undefined && { keep },
    greaterIsBetter: best !== undefined && monitored(best).greaterIsBetter,
  });
}

/** Refuses what would wait in vain for an evaluation. */
export function requireNoWatch(
  verb: string,
  { callbacks, best }: {
    readonly callbacks: readonly TrainCallback[];
    readonly best: string | undefined;
  },
): void {
  const watch = callbacks.find(({ needsEvaluation }) => needsEvaluation);
  if (watch === undefined && best === undefined) return;
  throw new TypeError(
    `${verb}: ${watch?.name ?? `the best "${best}"`} needs evaluations, and none are made; give ` +
      "validationData or a validationSplit, a Trainer an evalDataset and an evalStrategy" +
      (watch ? ', or let it watch the training\'s "loss"' : ""),
  );
}

/** Refuses a folder with checkpoints of another training, which those of this one would push out. */
export async function requireEmpty(
  store: CheckpointStore | undefined,
  verb: string,
): Promise<void> {
  const newest = (await store?.steps())?.at(-1);
  if (newest === undefined) return;
  throw new RangeError(
    `${verb}: "${
      store!.path
    }" has checkpoints already, up to checkpoint-${newest}: go on from them ` +
      "with resume, a Trainer's resumeFromCheckpoint, or write into another folder",
  );
}

/** What tells the best checkpoint. */
export function bestRule(best: string | undefined): BestRule | undefined {
  if (best === undefined) return undefined;
  const monitor = monitored(best);
  if (monitor.part === "training") {
    throw new RangeError(
      `Cannot fit: checkpoints.best must be a measure of the validation data, such as "valLoss", ` +
        `current value is "${best}"`,
    );
  }
  return {
    score: (measured: Parameters<typeof scoreOf>[1]) => scoreOf(monitor, measured),
    greaterIsBetter: monitor.greaterIsBetter,
  };
}
