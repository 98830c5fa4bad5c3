/**
 * What all optimizers have in common.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import {
  afterEachCall,
  choiceOfCall,
  mayUpdateInPlace,
  noteOverflow,
  requireAssignable,
  unlessOverflown,
} from "../../jit/host_state.ts";
import { InPlaceUpdate } from "../../jit/in_place_update.ts";
import { addsGradientsUp } from "../../jit/loss_scale.ts";
import { clipByGlobalNorm, clipByNorm, clipByValue } from "../gradients/clip.ts";
import { areFinite } from "../gradients/finite.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { Accumulator } from "./accumulator.ts";
import { Averages } from "./averages.ts";
import { configOf, settingsFrom } from "./config.ts";
import { decays } from "./decay_rule.ts";
import { joinCount, splitCount } from "./iterations.ts";
import {
  checkLearningRate,
  checkSettings,
  COMMON,
  type OptimizerOptions,
  type Settings,
  settingsOf,
} from "./options.ts";
import { OptimizerState } from "./state.ts";
import { Assignments, Step, WeightUpdate } from "./update.ts";
import { type WeightGradient, weightGradients } from "./weight_gradient.ts";

/** What a call does with its gradients. */
type Act = "accumulate" | "update" | "update and overwrite";

let made = 0;

/**
 * An optimizer: a `tf.Optimizer` with schedules, clipping, decay, accumulation, averages and a state
 * that is saved and restored. It works in `tf.LayersModel.compile`, in `train.fit` and in compiled
 * functions, where the learning rate is an input: a schedule never makes a new trace.
 *
 * Its variables are made by the first update and freed by `dispose()`.
 *
 * A rule of your own is a class with an `update`, which gets a weight with its gradient and returns the
 * weight's next value; all options then work for it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * class SignDescent extends train.Optimizer {
 *   static readonly className = "SignDescent";
 *   protected override update(one: train.WeightUpdate) {
 *     return one.stepped(tf.sign(one.gradient));
 *   }
 * }
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = new SignDescent({ learningRate: 0.25 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertEquals(weight.dataSync()[0], 0.75);
 * weight.dispose();
 * ```
 */
export abstract class Optimizer<O extends OptimizerOptions = OptimizerOptions>
  extends tf.Optimizer {
  /** What it was told, with defaults. */
  readonly settings: Readonly<Settings<O>>;

  readonly #name: string;
  readonly #state: OptimizerState;
  readonly #averages: Averages | undefined;
  #learningRate: number | Schedule;
  #calls = 0;

  /** tfjs takes for an instance what has an optimizer's methods; here it must be one. */
  static override [Symbol.hasInstance](instance: unknown): boolean {
    return Object.prototype.isPrototypeOf.call(this.prototype, instance as object);
  }

  /**
   * Makes an optimizer of a class by what `getConfig` has written; `tf.serialization` calls it.
   */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(settingsFrom(config));
  }

  /**
   * Checks what it is told. A class without options of its own needs no defaults: its learning rate is
   * 0.001 unless told.
   *
   * @throws {TypeError | RangeError} When an option has no meaning.
   */
  constructor(
    options: O,
    defaults: Settings<O> = { ...COMMON, learningRate: 1e-3 } as unknown as Settings<O>,
  ) {
    super();
    this.settings = Object.freeze(settingsOf(options, defaults));
    checkSettings(this.getClassName(), this.settings);
    this.#learningRate = this.settings.learningRate;
    const { name, ema } = this.settings;
    this.#name = name ?? `${this.getClassName().toLowerCase().replace(/^.*>/, "")}_${++made}`;
    this.#state = new OptimizerState(this.#name);
    this.#averages = ema ? new Averages(this.#state, ema) : undefined;
  }

  /** Beginning of the names of its variables. */
  get name(): string {
    return this.#name;
  }

  /** The learning rate or its schedule; a new one counts from the next call on. */
  get learningRate(): number | Schedule {
    return this.#learningRate;
  }

  set learningRate(rate: number | Schedule) {
    checkLearningRate(`${this.#name} learn`, rate);
    this.#learningRate = rate;
  }

  /** The learning rate of the next update. */
  get currentLearningRate(): number {
    const rate = this.#learningRate;
    return typeof rate === "number" ? rate : rate(this.iterations);
  }

  /** Updates so far, those skipped or undone for gradients that are not finite among them. */
  override get iterations(): number {
    return Math.floor(this.#calls / this.settings.accumulationSteps);
  }

  /** Calls so far: as many as updates, unless gradients are accumulated. */
  get calls(): number {
    return this.#calls;
  }

  /**
   * Updates variables by their gradients, or adds these to those of the calls before.
   *
   * @param gradients By the variables' names, or a list; stay the caller's.
   * @throws {Error} While the weights are exchanged for their averages.
   */
  override applyGradients(
    gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[],
  ): void {
    this.#averages?.requireNotInUse("train");
    requireAssignable();
    const given = weightGradients(gradients);
    if (given.length > 0) tf.tidy(() => this.#call(given));
    afterEachCall(() => {
      this.#calls++;
    });
  }

  /** The rule: the weight's next value, and what is remembered of it. */
  protected abstract update(one: WeightUpdate): tf.Tensor;

  /**
   * The same by an op of TensorFlow, which changes the weight where it lies: in compiled functions.
   *
   * @returns Whether there is one for these settings; else the rule is asked.
   */
  protected updateInPlace(_one: WeightUpdate, _update: InPlaceUpdate): boolean {
    return false;
  }

  /** What comes before the weights of an update. */
  protected begin(_step: Step): void {
    // Most have nothing to do for all weights together.
  }

  /** The decay of one weight, in shares per learning rate. */
  protected decayOf(variable: tf.Variable): number {
    const { weightDecay, decays: rule } = this.settings;
    return weightDecay > 0 && decays(rule, variable) ? weightDecay : 0;
  }

  #call(given: WeightGradient[]): void {
    const act = choiceOfCall(() => this.#act()) as Act;
    const { nonFinite, accumulationSteps, accumulation } = this.settings;
    const finite = nonFinite === "skip"
      ? areFinite(given.map(({ gradient }) => gradient))
      : undefined;
    if (finite !== undefined) this.#noteSkipped(finite);
    if (accumulationSteps === 1) return this.#update(given, { counts: finite, act });
    if (finite !== undefined) noteOverflow(finite);
    const mean = accumulation === "mean";
    const accumulator = new Accumulator(this.#state, { mean, finite });
    if (act === "accumulate") return accumulator.add(given);
    const { gradients, counts } = accumulator.take(given);
    if (finite !== undefined) return this.#update(gradients, { counts, act });
    unlessOverflown(
      gradients.map(({ gradient }) => gradient),
      () => this.#update(gradients, { counts: undefined, act }),
    );
  }

  /** Whether compiled functions hand it gradients that overflow in float16, too. */
  get [addsGradientsUp](): boolean {
    return this.settings.accumulationSteps > 1;
  }

  /** What the next call does. */
  #act(): Act {
    const next = this.#calls + 1;
    const { accumulationSteps, ema } = this.settings;
    if (next % accumulationSteps !== 0) return "accumulate";
    const frequency = ema?.overwriteFrequency;
    const overwrites = frequency !== undefined && (next / accumulationSteps) % frequency === 0;
    return overwrites ? "update and overwrite" : "update";
  }

  #update(
    given: readonly WeightGradient[],
    { counts, act }: { counts: tf.Tensor | undefined; act: Act },
  ): void {
    const state = this.#state;
    const assignments = new Assignments(counts);
    const step = new Step({
      state,
      assignments,
      rate: () => this.currentLearningRate,
      count: () => this.iterations,
    });
    this.begin(step);
    const inPlace = assignments.areCertain && mayUpdateInPlace();
    for (const { variable, gradient } of this.#clipped(given)) {
      const one = new WeightUpdate(state, {
        variable,
        decay: this.decayOf(variable),
        gradient: this.#withL2(variable, gradient),
        step,
      });
      const update = inPlace ? inPlaceUpdateOf(one) : undefined;
      if (update !== undefined && this.updateInPlace(one, update)) continue;
      assignments.assign(variable, this.update(one));
    }
    const variables = given.map(({ variable }) => variable);
    this.#averages?.update(step, variables, act === "update and overwrite");
  }

  #clipped(given: readonly WeightGradient[]): WeightGradient[] {
    const { clipNorm, globalClipNorm, clipValue } = this.settings;
    const gradients = given.map(({ gradient }) => gradient);
    const clip = () => {
      if (clipNorm) return gradients.map((gradient) => clipByNorm(gradient, clipNorm));
      if (globalClipNorm) return clipByGlobalNorm(gradients, globalClipNorm);
      if (clipValue) return gradients.map((gradient) => clipByValue(gradient, clipValue));
      return gradients;
    };
    const clipped = clip();
    return given.map(({ variable }, i) => ({ variable, gradient: clipped[i]! }));
  }

  #withL2(variable: tf.Variable, gradient: tf.Tensor): tf.Tensor {
    const { l2, decays: rule } = this.settings;
    return l2 > 0 && decays(rule, variable) ? tf.add(gradient, tf.mul(variable, l2)) : gradient;
  }

  #noteSkipped(finite: tf.Tensor): void {
    const skipped = this.#state.shared("skipped_calls", () => tf.scalar(0));
    skipped.assign(tf.add(skipped, tf.sub(1, tf.cast(finite, "float32"))));
  }

  /** How many calls were skipped for gradients that were not finite, with `nonFinite: "skip"`. */
  async skippedCalls(): Promise<number> {
    const skipped = this.#state.entries().find(({ name }) => name === "skipped_calls");
    return skipped === undefined ? 0 : (await skipped.variable.data())[0]!;
  }

  /** Whether it keeps moving averages of the weights, and has updated some. */
  get hasAverages(): boolean {
    return this.#averages !== undefined && this.iterations > 0;
  }

  /** Tells it what it will update, so that a state that was restored is known to be of these weights. */
  build(variables: readonly tf.Variable[]): void {
    this.#state.claim(variables);
  }

  /**
   * Gives the model the moving averages of its weights until the end of a `using` block, for evaluation
   * or saving.
   *
   * @throws {Error} Without the option `ema`, or before the first update.
   */
  useAverages(): Disposable {
    const averages = this.#requireAverages();
    averages.requireNotInUse("use the averages");
    averages.exchange();
    let used = true;
    return {
      [Symbol.dispose]: () => {
        if (used) averages.exchange();
        used = false;
      },
    };
  }

  /** Gives the model the moving averages of its weights for good, as Keras does at the end of `fit`. */
  adoptAverages(): void {
    this.#requireAverages().adopt();
  }

  #requireAverages(): Averages {
    if (this.#averages !== undefined) return this.#averages;
    throw new Error(
      `Cannot use averages of weights: make ${this.#name} with the option ema, as in ` +
        "{ ema: { momentum: 0.99 } }",
    );
  }

  /** The count of calls, `[low 31 bits, the rest]`, for a saved state. */
  override saveIterations(): Promise<{ name: string; tensor: tf.Tensor }> {
    return Promise.resolve({ name: "iter", tensor: tf.tensor1d(splitCount(this.#calls), "int32") });
  }

  /**
   * The state: the count of calls, what all weights share, then what is remembered of each weight,
   * named `weight/what`. All but the first are the optimizer's own variables.
   */
  override async getWeights(): Promise<{ name: string; tensor: tf.Tensor }[]> {
    this.#averages?.requireNotInUse("save the optimizer's state");
    const entries = this.#state.entries();
    return [
      await this.saveIterations(),
      ...entries.map(({ name, variable }) => ({ name, tensor: variable as tf.Tensor })),
    ];
  }

  /**
   * Takes a state up that `getWeights` of an optimizer of the same settings gave, in this program or
   * another. Weights are recognised by their names, or else by their place.
   *
   * @throws {RangeError} When a shape does not fit; then nothing has changed.
   */
  override async setWeights(
    weightValues: { name: string; tensor: tf.Tensor }[],
  ): Promise<void> {
    this.#averages?.requireNotInUse("restore the optimizer's state");
    const [iterations, ...rest] = weightValues;
    if (iterations === undefined) {
      throw new RangeError(
        "Cannot restore the optimizer's state: the list is empty, and its first entry must be the " +
          "count of calls",
      );
    }
    const calls = joinCount(await iterations.tensor.data());
    this.#state.restore(rest);
    this.#calls = calls;
  }

  /**
   * What it was told, as plain values that JSON can hold.
   *
   * @throws {TypeError} When `decays` is a function.
   */
  getConfig(): tf.serialization.ConfigDict {
    return configOf({ ...this.settings, learningRate: this.#learningRate });
  }

  /** Frees its variables. */
  override dispose(): void {
    this.#state.dispose();
  }

  /** The same, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** The weight's update by an op; undefined where its resource does not hold its value any more. */
function inPlaceUpdateOf({ variable, gradient }: WeightUpdate): InPlaceUpdate | undefined {
  const update = new InPlaceUpdate({ weight: variable, gradient });
  return update.isInPlace ? update : undefined;
}
