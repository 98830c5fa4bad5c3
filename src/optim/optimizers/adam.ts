/**
 * Adam, and AdamW.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { InPlaceUpdate } from "../../jit/in_place_update.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { adamInPlace, adamStep } from "./adam_step.ts";
import { Optimizer } from "./optimizer.ts";
import { checkRange, COMMON, type OptimizerOptions, type Settings } from "./options.ts";
import type { WeightUpdate } from "./update.ts";

/** Options of {@linkcode Adam} and {@linkcode AdamW}. */
export interface AdamOptions extends OptimizerOptions {
  /** Share of the mean gradient that stays, or how it follows the count of updates; 0.9 unless told. */
  readonly beta1?: number | Schedule;
  /** Share of the mean square that stays; 0.999 unless told. */
  readonly beta2?: number;
  /** Added to the root; 1e-7 unless told, as in Keras. PyTorch's is 1e-8. */
  readonly epsilon?: number;
  /**
   * Whether epsilon is added to the root of the corrected mean square, as in the paper's algorithm and
   * in PyTorch; or to that of the mean square as it is, as in Keras. False unless told.
   */
  readonly correctedEpsilon?: boolean;
  /** Whether the greatest mean square so far counts (https://arxiv.org/abs/1904.09237); false unless told. */
  readonly amsgrad?: boolean;
}

const DEFAULTS: Settings<AdamOptions> = {
  ...COMMON,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  correctedEpsilon: false,
  amsgrad: false,
};

/** Adam (Kingma and Ba, https://arxiv.org/abs/1412.6980); defaults as in Keras. */
export class Adam extends Optimizer<AdamOptions> {
  /** Name in saved models. */
  static readonly className: string = "tensaur>Adam";

  /** Makes one; a learning rate of 0.001 unless told. */
  constructor(options: AdamOptions = {}, defaults: Settings<AdamOptions> = DEFAULTS) {
    super(options, defaults);
    checkRange("Adam", "beta1", { value: this.settings.beta1, most: 1 });
    checkRange("Adam", "beta2", { value: this.settings.beta2, most: 1 });
    checkRange("Adam", "epsilon", { value: this.settings.epsilon });
  }

  /** The rule. */
  protected override update(one: WeightUpdate): tf.Tensor {
    return one.stepped(adamStep(one, this.settings));
  }

  /** `ResourceApplyAdam`, which knows no schedule of beta1, and no greatest mean square. */
  protected override updateInPlace(one: WeightUpdate, update: InPlaceUpdate): boolean {
    return adamInPlace(one, update, this.settings);
  }
}

/**
 * Adam whose weights decay beside the gradient's step, not through it (Loshchilov and Hutter,
 * https://arxiv.org/abs/1711.05101). A `weightDecay` of 0.004 unless told, as in Keras; PyTorch's is
 * 0.01. Biases and norms do not decay unless `decays` says so.
 *
 * With `epsilon: 1e-8, correctedEpsilon: true, decays: "all"` it is PyTorch's.
 */
export class AdamW extends Adam {
  /** Name in saved models. */
  static override readonly className: string = "tensaur>AdamW";

  /** Makes one; a learning rate of 0.001 and a decay of 0.004 unless told. */
  constructor(options: AdamOptions = {}) {
    super(options, { ...DEFAULTS, weightDecay: 0.004 });
  }
}
