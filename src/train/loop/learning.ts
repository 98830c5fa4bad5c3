/**
 * The compiled step, and what its batches come to.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { JitFunction } from "../../jit/mod.ts";
import { compiledStep } from "../compiled_step.ts";
import { type TrainingStep, trainingStep } from "../step.ts";
import type { Ahead } from "./ahead.ts";
import type { Batch } from "./batches.ts";
import type { Phase } from "./gradient_window.ts";
import { Tally } from "./measures.ts";
import { NonFiniteLossError } from "./non_finite_loss.ts";
import { currentRateOf } from "./optimizer_state.ts";
import type { Parts } from "./snapshot.ts";
import type { Standing } from "./standing.ts";

/** Learns batch by batch; loss and metrics stay on the device until somebody asks for them. */
export class Learning implements Disposable {
  readonly #standing: Standing;
  readonly #step: ReturnType<typeof compiledStep<Parameters<TrainingStep>, tf.Tensor1D>>;
  #tally: Tally;
  #isSpoilt = false;

  /** Compiles nothing yet: that is done with the first batch. */
  constructor(standing: Standing) {
    this.#standing = standing;
    const { learner, updater, jit, seed } = standing.options;
    this.#step = compiledStep(
      trainingStep(learner, updater),
      jit && { name: "training_step", seed, ...jit === true ? {} : jit },
    );
    this.#tally = new Tally(learner.measures);
  }

  /** What of it belongs to checkpoints. */
  get parts(): Pick<Parts, "tally" | "step"> {
    return { tally: this.#tally, step: this.#step as Parts["step"] };
  }

  /** Learns a batch. */
  async use(batch: Batch, phase: Phase, ahead: Ahead): Promise<void> {
    const tally = this.#tally;
    const { run } = this.#step as {
      run?: JitFunction<Parameters<TrainingStep>, tf.Tensor1D>["run"];
    };
    let sums: tf.Tensor1D;
    if (this.#standing.options.source.streams && run !== undefined) {
      const stepping = run([batch.feed, tally.sums, phase]);
      // Made while the step runs on another thread.
      ahead.prepare();
      sums = await stepping;
    } else sums = this.#step(batch.feed, tally.sums, phase);
    if (!tally.take(sums)) return;
    tally.flush();
    await this.#requireFinite(tally.values());
  }

  /**
   * The sums of the epoch; waits for the device.
   *
   * @throws {NonFiniteLossError} When a loss was no number, unless the options say otherwise.
   */
  async values(): Promise<Float64Array> {
    const values = this.#tally.values();
    await this.#requireFinite(values);
    return values;
  }

  /**
   * Whether the weights are worth keeping: all losses were numbers, or nobody minds.
   *
   * @throws {NonFiniteLossError} As `values` does.
   */
  async isSound(): Promise<boolean> {
    await this.values();
    return !this.#isSpoilt;
  }

  /** The sums of the epoch, shown. */
  async show(): Promise<Float64Array> {
    const { learner: { measures }, display } = this.#standing.options;
    const values = await this.values();
    const { loss, metrics } = measures.read(values);
    const mean = [loss, ...Object.values(metrics)];
    const examples = measures.examples(values);
    display.update({ steps: this.#standing.place.batches, examples, mean });
    return values;
  }

  /** Loss, metrics and learning rate since they were last asked for. */
  async sinceLog(): Promise<Record<string, number>> {
    const { learner: { measures }, updater: { optimizer } } = this.#standing.options;
    const values = await this.values();
    const { unlogged } = this.#standing.progress;
    const { loss, metrics } = measures.read(values.map((value, i) => value - unlogged[i]!));
    unlogged.set(values);
    const rate = currentRateOf(optimizer);
    return { loss, ...metrics, ...rate !== undefined && { learningRate: rate } };
  }

  /** Begins a new epoch: what was not logged of the one before is to be logged in it. */
  nextEpoch(values: Float64Array): void {
    const { options: { learner }, progress } = this.#standing;
    progress.unlogged.forEach((before, i, all) => all[i] = before - values[i]!);
    this.#tally[Symbol.dispose]();
    this.#tally = new Tally(learner.measures);
  }

  async #requireFinite(values: Float64Array): Promise<void> {
    const standing = this.#standing;
    const { onNaN, source } = standing.options;
    if (onNaN === "ignore") return;
    const batch = this.#tally.firstBad(values);
    if (batch === undefined) return;
    if (onNaN === "stop") {
      this.#isSpoilt = standing.stopped = standing.control.shouldTrainingStop = true;
      return;
    }
    const { epoch } = standing.place;
    const fault = await source.fault({ epoch }, batch - 1);
    throw new NonFiniteLossError({ epoch: epoch + 1, batch, fault });
  }

  /** Frees what was compiled, and the sums. */
  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
    this.#tally[Symbol.dispose]();
  }
}
