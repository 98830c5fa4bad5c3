/**
 * What optimizers remember, as Keras lists it.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import * as tf from "../../engine/tf.ts";
import { joinCount, splitCount } from "../../optim/optimizers/iterations.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { isSchedule } from "../../optim/schedules/schedule.ts";
import { sameShape, toFloat32 } from "./assign_weight.ts";
import { KerasFileError } from "./keras_error.ts";
import { kindOf, settingsOf, type Slot } from "./optimizer_table.ts";

/** A variable of Keras' optimizers, under the name that it has in `.h5`, where that is known. */
export interface StateArray {
  readonly name?: string;
  readonly array: NdArray;
}

/** A weight and what Keras calls it. */
export interface NamedWeight {
  readonly variable: tf.Variable;
  readonly name: string;
}

/** One place in Keras' list, after the count and the learning rate. */
interface Place extends Slot {
  readonly shape: readonly number[];
  /** Name of ours. */
  readonly ours: string;
  /** End of Keras' name. */
  readonly theirs: string;
}

/** How many batches an optimizer has seen, and whether its learning rate is in the list. */
const headOf = (optimizer: Optimizer) =>
  isSchedule(optimizer.learningRate) ? ["iteration"] : ["iteration", "learning_rate"];

/** Keras' list, after its head. */
function placesOf(optimizer: Optimizer, weights: readonly NamedWeight[]): Place[] {
  const kind = kindOf(optimizer)!;
  const { ema, accumulationSteps } = optimizer.settings;
  const groups = weights.map(({ variable }) => [
    ema === null ? [] : [{ name: "average" }],
    accumulationSteps === 1 ? [] : [{ name: "gradient_accumulator" }],
    ...kind.slots(variable, optimizer),
  ]);
  const count = Math.max(0, ...groups.map((one) => one.length));
  const slots = Array.from(
    { length: count },
    (_, group) =>
      weights.flatMap(({ variable, name }, i) =>
        (groups[i]![group] ?? []).map((slot: Slot): Place => ({
          shape: variable.shape,
          ...slot,
          ours: `${variable.name}/${slot.name}`,
          theirs: `${name.replaceAll("/", "_")}_${slot.name}`,
        }))
      ),
  ).flat();
  const shared = (kind.shared ?? []).map((slot): Place => ({
    shape: [],
    ...slot,
    ours: slot.name,
    theirs: "variable",
  }));
  return [...slots, ...shared];
}

/**
 * Gives one of ours the state that Keras has saved.
 *
 * @throws {KerasFileError} When it is of other weights, or of another optimizer; then nothing changes.
 */
export async function restoreState(
  optimizer: Optimizer,
  weights: readonly NamedWeight[],
  saved: readonly StateArray[],
): Promise<void> {
  const head = headOf(optimizer);
  const calls = countOf(saved[0]?.array);
  const places = placesOf(optimizer, weights);
  // A model that was saved before its first step: nothing to remember.
  const rest = saved.slice(head.length);
  if (rest.length === 0 && calls === 0) return;
  if (rest.length !== places.length) {
    throw new KerasFileError(
      `it has ${saved.length} variables, and ${kindOf(optimizer)!.name} of these weights has ${
        head.length + places.length
      }`,
    );
  }
  places.forEach((place, i) => checkPlace(place, rest[i]!));
  const { accumulationSteps, ema } = optimizer.settings;
  const tensors = tf.tidy(() => [
    { name: "iter", tensor: tf.tensor1d(splitCount(calls), "int32") as tf.Tensor },
    ...ema !== null || kindOf(optimizer)!.counts
      ? [{ name: "step", tensor: tf.scalar(Math.floor(calls / accumulationSteps)) }]
      : [],
    ...accumulationSteps > 1
      ? [{ name: "accumulated_calls", tensor: tf.scalar(calls % accumulationSteps) }]
      : [],
    ...places.flatMap(({ ours, idle }, i) =>
      idle ? [] : [{ name: ours, tensor: tensorOf(rest[i]!.array, ours) }]
    ),
  ]);
  try {
    await optimizer.setWeights(tensors);
    optimizer.build(weights.map(({ variable }) => variable));
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}

function countOf(array: NdArray | undefined): number {
  const count = array?.shape.length === 0 ? Number(array.data[0]) : NaN;
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new KerasFileError("it does not begin with a count of steps");
}

function checkPlace({ shape, ours, theirs, idle }: Place, { name, array }: StateArray): void {
  if (!sameShape(array.shape, shape)) {
    throw new KerasFileError(`${ours} has the shape [${shape}], and [${array.shape}] in the file`);
  }
  // Layers may have been renamed since, but never what is remembered of them.
  const what = theirs === "variable" ? theirs : ours.slice(ours.lastIndexOf("/") + 1);
  // Keras numbers names that it has had before.
  if (name !== undefined && !idle && !name.replace(/_\d+$/, "").endsWith(what)) {
    throw new KerasFileError(`"${name}" stands where the file should have "${theirs}"`);
  }
}

function tensorOf(array: NdArray, what: string): tf.Tensor {
  return tf.tensor(toFloat32(array, what).data, [...array.shape], "float32");
}

/** What one of ours remembers, in Keras' list; what it has not come to yet has its first value. */
export async function stateOf(
  optimizer: Optimizer,
  weights: readonly NamedWeight[],
): Promise<Required<StateArray>[]> {
  const [count, ...kept] = await optimizer.getWeights();
  const calls = joinCount(await count!.tensor.data());
  count!.tensor.dispose();
  const tensors = new Map(kept.map(({ name, tensor }) => [name, tensor]));
  const head: Required<StateArray>[] = [
    {
      name: "iteration",
      array: { dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(calls)) },
    },
    { name: "learning_rate", array: floats([], [optimizer.currentLearningRate]) },
  ].slice(0, headOf(optimizer).length) as Required<StateArray>[];
  const places = await Promise.all(
    placesOf(optimizer, weights).map(async ({ theirs, ours, shape, initial = 0, idle }) => {
      const tensor = idle ? undefined : tensors.get(ours);
      const data = tensor === undefined
        ? new Float32Array(tf.util.sizeFromShape([...shape])).fill(initial)
        : Float32Array.from(await tensor.data());
      return { name: theirs, array: floats(shape, data) };
    }),
  );
  return [...head, ...places].map(({ name, array }) => ({
    name: `${optimizer.name}/${name}`,
    array,
  }));
}

function floats(shape: readonly number[], data: ArrayLike<number>): NdArray {
  return { dtype: "float32", shape: [...shape], data: Float32Array.from(data) };
}

/** Why a state cannot be said in Keras' words; undefined where it can. */
export function stateObstacle(optimizer: Optimizer): string | undefined {
  const { rateInMomentum, momentum } = settingsOf(optimizer);
  return rateInMomentum === false && momentum !== 0
    ? "its momentum holds gradients, and Keras' steps (rateInMomentum: true)"
    : undefined;
}
