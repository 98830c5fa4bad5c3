/**
 * All that decides how a training goes on, as a checkpoint has it.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type { NdArray } from "../../core/nd_array.ts";
import type * as tf from "../../engine/tf.ts";
import { averageName } from "../../optim/optimizers/averages.ts";
import type { Checkpoint, CheckpointContent } from "../checkpoint/checkpoint.ts";
import type { JitFunction, LossScaleState } from "../../jit/mod.ts";
import type { EpochRecord } from "../history.ts";
import type { Best, LogRecord, TrainCallback } from "./events.ts";
import { assignAll, type NamedArrays, toHost } from "./host_copy.ts";
import type { Learner } from "./learner.ts";
import type { Measured, Tally } from "./measures.ts";
import {
  learningRateOf,
  restoreOptimizer,
  saveOptimizer,
  setLearningRate,
} from "./optimizer_state.ts";
import { packed, unpacked } from "./plain.ts";

/** Where in its data a training is. */
export interface Place {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** Batches of it that are done. */
  readonly batches: number;
  /** The place behind them, as the data set tells it. */
  readonly position: JsonValue | undefined;
  /** What the epoch has taken. */
  readonly seconds: number;
  /** What its evaluation has come to, if there was one. */
  readonly evaluated?: Measured | undefined;
}

/** What a training has come to so far. */
export interface Progress {
  /** Updates. */
  globalStep: number;
  /** Whole epochs. */
  readonly records: EpochRecord[];
  /** All logs. */
  readonly logHistory: LogRecord[];
  /** The best evaluation. */
  best: Best | undefined;
  /** Sums of the epoch that are logged already. */
  readonly unlogged: Float64Array;
}

/** The parts of a training that have a state. */
export interface Parts {
  /** What is trained. */
  readonly learner: Learner;
  /** What updates it. */
  readonly optimizer: tf.Optimizer;
  /** What must be the same when it goes on. */
  readonly plan: Readonly<Record<string, JsonValue>>;
  /** Sums of the epoch. */
  readonly tally: Tally;
  /** What it has come to. */
  readonly progress: Progress;
  /** Callbacks with a state, by name. */
  readonly keepers: ReadonlyMap<string, TrainCallback>;
  /** The compiled step, whose random numbers and scale of the loss go on. */
  readonly step: Partial<Pick<JitFunction<unknown[], unknown>, "random" | "scaling">>;
}

/** The JSON of a checkpoint. */
interface TrainerState {
  readonly plan: Readonly<Record<string, JsonValue>>;
  readonly place: Place;
  readonly globalStep: number;
  readonly records: readonly EpochRecord[];
  readonly logHistory: readonly LogRecord[];
  readonly best: Best | undefined;
  readonly tally: { readonly steps: number; readonly flushed: number };
  readonly random: { readonly seed: number; readonly calls: number } | undefined;
  readonly scaling: LossScaleState | undefined;
  readonly learningRate: number | undefined;
  readonly callbacks: Readonly<Record<string, JsonValue>>;
  readonly names: { readonly model: readonly string[]; readonly optimizer: readonly string[] };
}

/** Copies all state to the host; training may go on then. */
export async function snapshotTraining(parts: Parts, place: Place): Promise<CheckpointContent> {
  const { learner, optimizer, plan, tally, progress, keepers, step } = parts;
  const weights = learner.weights.map((variable) => ({ name: variable.name, tensor: variable }));
  const model = await toHost(weights);
  const saved = await saveOptimizer(optimizer);
  const { sums, host, ...steps } = await tally.snapshot();
  const callbacks: Record<string, JsonValue> = {};
  const arrays: Record<string, NdArray> = {};
  for (const [name, callback] of keepers) {
    const snapshot = callback.snapshot!();
    callbacks[name] = snapshot.state;
    for (const [key, array] of Object.entries(snapshot.arrays ?? {})) {
      arrays[`${name}/${key}`] = array;
    }
  }
  const state: TrainerState = {
    plan,
    place,
    globalStep: progress.globalStep,
    records: progress.records,
    logHistory: progress.logHistory,
    best: progress.best,
    tally: steps,
    random: step.random && { ...step.random },
    scaling: step.scaling,
    learningRate: learningRateOf(optimizer),
    callbacks,
    names: { model: model.names, optimizer: saved.names },
  };
  return {
    arrays: {
      model: model.arrays,
      optimizer: saved.arrays,
      sums: {
        device: vector("float32", Float32Array.from(sums)),
        host: vector("float64", Float64Array.from(host)),
        unlogged: vector("float64", progress.unlogged.slice()),
      },
      ...Object.keys(arrays).length > 0 && { callbacks: arrays },
    },
    state: packed(state),
  };
}

function vector(dtype: "float32" | "float64", data: Float32Array | Float64Array): NdArray {
  return { dtype, shape: [data.length], data } as NdArray;
}

/**
 * The weights that evaluations of a checkpoint were made with: where the optimizer keeps averages of
 * them, these.
 */
export function evaluatedWeights({ arrays, state }: Checkpoint): NamedArrays {
  const { model: names } = (state as unknown as TrainerState).names;
  const { model = {}, optimizer = {} } = arrays;
  const pairs = names.map((name) => [name, optimizer[averageName(name)] ?? model[name]!]);
  return { names, arrays: Object.fromEntries(pairs) };
}

/**
 * Gives all parts the state that a checkpoint has.
 *
 * @throws {RangeError} When the checkpoint is of another training.
 */
export async function restoreTraining(checkpoint: Checkpoint, parts: Parts): Promise<Place> {
  const { learner, optimizer, plan, tally, progress, keepers, step } = parts;
  const state = unpacked(checkpoint.state as JsonValue) as TrainerState;
  requireSamePlan(checkpoint.path, state.plan, plan);
  const { model = {}, optimizer: saved = {}, sums = {}, callbacks = {} } = checkpoint.arrays;
  assignAll(learner.weights, { names: state.names.model, arrays: model });
  const remembered = { names: state.names.optimizer, arrays: saved };
  await restoreOptimizer(optimizer, remembered, learner.variables);
  if (state.learningRate !== undefined) setLearningRate(optimizer, state.learningRate);
  tally.restore({
    ...state.tally,
    sums: sums.device!.data as Float32Array,
    host: sums.host!.data as Float64Array,
  });
  progress.globalStep = state.globalStep;
  progress.records.push(
    ...state.records.map((record) => ({ ...record, valLoss: record.valLoss })),
  );
  progress.logHistory.push(...state.logHistory);
  progress.best = state.best;
  progress.unlogged.set(sums.unlogged!.data as Float64Array);
  for (const [name, callback] of keepers) {
    const kept = state.callbacks[name];
    if (kept === undefined) continue;
    const own = Object.entries(callbacks).filter(([key]) => key.startsWith(`${name}/`))
      .map(([key, array]) => [key.slice(name.length + 1), array] as const);
    callback.restore?.({ state: kept, arrays: Object.fromEntries(own) });
  }
  if (step.random && state.random) Object.assign(step.random, state.random);
  if (step.random && state.scaling) step.scaling = state.scaling;
  const { position, ...place } = state.place;
  return { ...place, position };
}

function requireSamePlan(
  path: string,
  before: Readonly<Record<string, JsonValue>>,
  now: Readonly<Record<string, JsonValue>>,
): void {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const other = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  if (other.length === 0) return;
  const text = other.map((name) =>
    `${name} was ${JSON.stringify(before[name])} and is ${JSON.stringify(now[name])}`
  );
  throw new RangeError(
    `Cannot go on from "${path}": ${text.join("; ")}. A run goes on with the same options; train ` +
      "anew without resume, or into another folder",
  );
}
