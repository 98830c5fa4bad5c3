/**
 * What regression metrics are computed from.
 *
 * @module
 */

/** Sums over targets and outputs, around their means. */
export interface Moments {
  /** Sum of the weights. */
  readonly weight: number;
  /** Mean of the targets. */
  readonly targetMean: number;
  /** Mean of the outputs. */
  readonly outputMean: number;
  /** Sum of the squares of the targets' distances from their mean. */
  readonly targetSpread: number;
  /** The same of the outputs. */
  readonly outputSpread: number;
  /** Sum of the products of both distances. */
  readonly product: number;
  /** Sum of the squares of the errors. */
  readonly error: number;
}

/** Takes the moments in two passes, which keeps all digits. */
export function momentsOf(
  targets: Float64Array,
  outputs: Float64Array,
  weights?: Float64Array,
): Moments {
  let [weight, t, o] = [0, 0, 0];
  for (let i = 0; i < targets.length; i++) {
    const w = weights?.[i] ?? 1;
    weight += w;
    t += w * targets[i]!;
    o += w * outputs[i]!;
  }
  const [targetMean, outputMean] = [t / weight, o / weight];
  let [targetSpread, outputSpread, product, error] = [0, 0, 0, 0];
  for (let i = 0; i < targets.length; i++) {
    const w = weights?.[i] ?? 1;
    const [dt, dp] = [targets[i]! - targetMean, outputs[i]! - outputMean];
    targetSpread += w * dt * dt;
    outputSpread += w * dp * dp;
    product += w * dt * dp;
    error += w * (targets[i]! - outputs[i]!) ** 2;
  }
  return { weight, targetMean, outputMean, targetSpread, outputSpread, product, error };
}

/** Share of the spread that is explained; of targets without spread 1 if there is no error, else 0. */
export function r2Of({ targetSpread, error }: Moments): number {
  if (targetSpread > 0) return 1 - error / targetSpread;
  return error === 0 ? 1 : error > 0 ? 0 : NaN;
}

/** Correlation; NaN where one of the two is constant. */
export function pearsonOf({ product, targetSpread, outputSpread }: Moments): number {
  const r = product / Math.sqrt(targetSpread * outputSpread);
  return Math.max(-1, Math.min(1, r));
}

/** Concordance of Lin: correlation less what both differ in mean and spread. */
export function concordanceOf(moments: Moments): number {
  const { product, targetSpread, outputSpread, targetMean, outputMean, weight } = moments;
  const apart = weight * (targetMean - outputMean) ** 2;
  return 2 * product / (targetSpread + outputSpread + apart);
}
