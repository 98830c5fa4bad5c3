/**
 * Gradients of several batches as one, whatever the optimizer.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { isLossScaled, unlessOverflown } from "../../jit/host_state.ts";
import { addsGradientsUp } from "../../jit/loss_scale.ts";
import { clipByGlobalNorm, clipByNorm, clipByValue } from "../../optim/gradients/clip.ts";
import { areFinite } from "../../optim/gradients/finite.ts";

/** How gradients are kept short, before any optimizer; at most one of them. */
export interface ClipOptions {
  /** Greatest length of each variable's gradient. */
  readonly clipNorm?: number;
  /** Greatest length of all gradients as one vector. */
  readonly globalClipNorm?: number;
  /** Greatest size of each element of a gradient. */
  readonly clipValue?: number;
}

/** What a step does with its gradients: they are all there is, or go to others, or are the last. */
export type Phase = "whole" | "add" | "close";

/**
 * An optimizer in front of another: adds gradients of sums up, divides by how many they were of, clips,
 * and hands them on. So a window of small batches is one large batch, the last one of an epoch as well,
 * which may be shorter. Where gradients of one of them overflow in float16 the window makes no update, and
 * the next one begins empty, as with PyTorch's `GradScaler`.
 */
export class GradientWindow extends tf.Optimizer {
  /** Stands in saved models, where it is never written. */
  static readonly className = "GradientWindow";
  readonly #inner: tf.Optimizer;
  readonly #clip: (gradients: tf.Tensor[]) => tf.Tensor[];
  readonly #sums: ReadonlyMap<string, tf.Variable>;
  readonly #count: tf.Variable | undefined;
  /** What the next gradients are, and of how many. */
  #next: { readonly phase: Phase; readonly count: tf.Tensor | number } = {
    phase: "whole",
    count: 1,
  };

  /**
   * Stands in front of `inner`.
   *
   * @param inner The optimizer; the caller's.
   * @param options What is accumulated and clipped.
   */
  constructor(
    inner: tf.Optimizer,
    options: {
      readonly clip: ClipOptions;
      /** Variables whose gradients are added up; none where each batch is a window. */
      readonly variables: readonly tf.Variable[];
    },
  ) {
    super();
    this.#inner = inner;
    this.#clip = clipper(options.clip);
    const zeros = (variable: tf.Variable) =>
      tf.tidy(() => tf.variable(tf.zeros(variable.shape), false));
    this.#sums = new Map(options.variables.map((one) => [one.name, zeros(one)]));
    this.#count = options.variables.length > 0
      ? tf.tidy(() => tf.variable(tf.scalar(0), false))
      : undefined;
  }

  /** Says what the next gradients are, and of how many. */
  expect(phase: Phase, count: tf.Tensor | number): void {
    this.#next = { phase, count };
  }

  /** Adds gradients up, or hands them on. */
  override applyGradients(
    gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[],
  ): void {
    const given = Array.isArray(gradients)
      ? gradients.filter(({ tensor }) => tensor !== null && tensor !== undefined)
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const { phase, count } = this.#next;
    tf.tidy(() => {
      if (phase === "whole") return this.#handOn(given);
      const before = this.#count!;
      const counted = tf.add(before, count);
      const totals = given.map(({ name, tensor }) => ({
        name,
        tensor: tf.add(this.#sums.get(name)!, tensor),
      }));
      if (phase === "add") {
        for (const { name, tensor } of totals) this.#sums.get(name)!.assign(tensor);
        before.assign(counted);
        return;
      }
      this.#handOn(
        totals.map(({ name, tensor }) => ({ name, tensor: tf.divNoNan(tensor, counted) })),
      );
      for (const { name } of totals) {
        const sum = this.#sums.get(name)!;
        sum.assign(tf.zerosLike(sum));
      }
      before.assign(tf.zerosLike(before));
    });
  }

  #handOn(given: readonly { name: string; tensor: tf.Tensor }[]): void {
    const gradients = given.map(({ tensor }) => tensor);
    const apply = (tensors: readonly tf.Tensor[]) =>
      this.#inner.applyGradients(given.map(({ name }, i) => ({ name, tensor: tensors[i]! })));
    const { [addsGradientsUp]: addsUp = false } = this.#inner as { [addsGradientsUp]?: boolean };
    if (!addsUp) return unlessOverflown(gradients, () => apply(this.#clip(gradients)));
    // Behind comes another window, and infinity that is clipped looks like a gradient.
    const overflown = isLossScaled() ? tf.logicalNot(areFinite(gradients)) : undefined;
    const clipped = this.#clip(gradients);
    apply(overflown ? clipped.map((one) => tf.where(overflown, NaN, one)) : clipped);
  }

  /** Compiled functions hand it gradients that overflow in float16, too. */
  get [addsGradientsUp](): boolean {
    return true;
  }

  /** Never asked for: models are saved with the optimizer behind. */
  override getConfig(): tf.serialization.ConfigDict {
    return this.#inner.getConfig();
  }

  /** Frees the sums; the optimizer behind stays. */
  override dispose(): void {
    tf.dispose([...this.#sums.values()]);
    this.#count?.dispose();
  }
}

/** Refuses options that contradict each other, and makes what clips. */
export function clipper(
  { clipNorm, globalClipNorm, clipValue }: ClipOptions,
): (gradients: tf.Tensor[]) => tf.Tensor[] {
  const given = Object.entries({ clipNorm, globalClipNorm, clipValue })
    .filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    throw new TypeError(
      `Cannot clip gradients: give one of ${given.map(([name]) => name).join(" and ")} only`,
    );
  }
  for (const [name, value] of given) {
    if (!(value! > 0)) {
      throw new RangeError(
        `Cannot clip gradients: ${name} must be greater than 0, current value is ${value}`,
      );
    }
  }
  if (globalClipNorm !== undefined) return (all) => clipByGlobalNorm(all, globalClipNorm);
  if (clipNorm !== undefined) return (all) => all.map((one) => clipByNorm(one, clipNorm));
  if (clipValue !== undefined) return (all) => all.map((one) => clipByValue(one, clipValue));
  return (all) => all;
}
