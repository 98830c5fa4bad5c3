/**
 * Muon.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { InPlaceUpdate } from "../../jit/in_place_update.ts";
import { adamInPlace, adamStep } from "./adam_step.ts";
import { decays } from "./decay_rule.ts";
import { newtonSchulz } from "./newton_schulz.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Muon}. */
export interface MuonOptions extends OptimizerOptions {
  /** Share of the momentum that stays; 0.95 unless told. */
  readonly momentum?: number;
  /** Whether the gradient counts as if the momentum had been followed already; true unless told. */
  readonly nesterov?: boolean;
  /** Turns of the iteration; 5 unless told. */
  readonly nsSteps?: number;
  /** Its coefficients; 3.4445, -4.775, 2.0315 unless told. */
  readonly coefficients?: readonly [number, number, number];
  /**
   * Root mean square of a step for a learning rate of 1, which is Adam's with 0.2; 0.2 unless told. Null
   * leaves the step as it is.
   */
  readonly rmsRate?: number | null;
  /** Whether Adam updates weights with "embedding" in their names; true unless told. */
  readonly excludeEmbeddings?: boolean;
  /** Adam updates weights whose names one of these patterns matches: the last layer's, say. */
  readonly excludeLayers?: readonly string[];
  /** Decay of the weights that Adam updates; 0.004 unless told. */
  readonly adamWeightDecay?: number;
  /** What the learning rate is multiplied by for Adam; 1 unless told. */
  readonly adamLrRatio?: number;
  /** Adam's share of the mean gradient; 0.9 unless told. */
  readonly adamBeta1?: number;
  /** Adam's share of the mean square; 0.999 unless told. */
  readonly adamBeta2?: number;
  /** Adam's epsilon; 1e-7 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Settings<MuonOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  weightDecay: 0.004,
  momentum: 0.95,
  nesterov: true,
  nsSteps: 5,
  coefficients: [3.4445, -4.775, 2.0315],
  rmsRate: 0.2,
  excludeEmbeddings: true,
  excludeLayers: [],
  adamWeightDecay: 0.004,
  adamLrRatio: 1,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  epsilon: 1e-7,
};

/**
 * Steps whose singular values are all about 1, for matrices inside a network (Jordan et al., 2024,
 * https://kellerjordan.github.io/posts/muon/); Adam for the rest: biases, embeddings, kernels of
 * convolutions, and what `excludeLayers` names. As in Keras.
 */
export class Muon extends Optimizer<MuonOptions> {
  /** Name in saved models. */
  static readonly className = "tensaur>Muon";

  /** Makes one; a learning rate of 0.001 and a decay of 0.004 unless told. */
  constructor(options: MuonOptions = {}) {
    super(options, DEFAULTS);
    const { momentum, adamBeta1, adamBeta2, epsilon, adamWeightDecay, nsSteps } = this.settings;
    checkRange("Muon", "momentum", { value: momentum, most: 1 });
    checkRange("Muon", "adamBeta1", { value: adamBeta1, most: 1 });
    checkRange("Muon", "adamBeta2", { value: adamBeta2, most: 1 });
    checkRange("Muon", "epsilon", { value: epsilon });
    checkRange("Muon", "adamWeightDecay", { value: adamWeightDecay });
    checkRange("Muon", "nsSteps", { value: nsSteps, most: 99 });
  }

  /** Whether a weight gets Muon's own steps, and not Adam's. */
  orthogonalizes({ rank, name }: tf.Variable): boolean {
    const { excludeEmbeddings, excludeLayers } = this.settings;
    return rank === 2 && !(excludeEmbeddings && name.toLowerCase().includes("embedding")) &&
      !excludeLayers.some((pattern) => new RegExp(pattern).test(name));
  }

  /** The decay of one weight, which Adam has another of. */
  protected override decayOf(variable: tf.Variable): number {
    const { weightDecay, adamWeightDecay, decays: rule } = this.settings;
    if (!decays(rule, variable)) return 0;
    return this.orthogonalizes(variable) ? weightDecay : adamWeightDecay;
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    if (this.orthogonalizes(one.variable)) return this.#orthogonal(one);
    const rule = this.#adamRule(one);
    return one.stepped(adamStep(one, rule), rule.rate);
  }

  /** Adam's op, for weights that get Adam's steps. */
  protected override updateInPlace(one: WeightUpdate, update: InPlaceUpdate): boolean {
    return !this.orthogonalizes(one.variable) && adamInPlace(one, update, this.#adamRule(one));
  }

  #adamRule({ step }: WeightUpdate) {
    const { adamLrRatio, adamBeta1: beta1, adamBeta2: beta2, epsilon } = this.settings;
    return { beta1, beta2, epsilon, rate: tf.mul(step.rate, adamLrRatio) };
  }

  #orthogonal(one: WeightUpdate): tf.Tensor {
    const { momentum, nesterov, nsSteps, coefficients, rmsRate } = this.settings;
    const moment = one.moment("momentum");
    const next = moment.become(tf.add(tf.mul(moment.variable, momentum), one.gradient));
    const pull = nesterov ? tf.add(one.gradient, tf.mul(next, momentum)) : next;
    const step = newtonSchulz(pull as tf.Tensor2D, { steps: nsSteps, coefficients });
    const size = rmsRate === null ? 1 : Math.sqrt(Math.max(...one.variable.shape)) * rmsRate;
    return one.stepped(step, tf.mul(one.step.rate, size));
  }
}
