/** Losses of tfjs that the fused ops compute. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { asRows } from "./rows.ts";
import { crossEntropyOfRows } from "./softmax_cross_entropy.ts";

type Given = tfjs.Tensor | tfjs.TensorLike;

/**
 * Cross entropy between one-hot labels, or probabilities, and logits; see `losses.softmaxCrossEntropy`
 * of tfjs.
 */
export function softmaxCrossEntropy<T extends tfjs.Tensor, O extends tfjs.Tensor>(
  onehotLabels: T | tfjs.TensorLike,
  logits: T | tfjs.TensorLike,
  weights?: Given,
  labelSmoothing = 0,
  reduction: tfjs.Reduction = tfjs.Reduction.SUM_BY_NONZERO_WEIGHTS,
): O {
  return tfjs.tidy(() => {
    const given = [onehotLabels, logits].map(asTensor) as [tfjs.Tensor, tfjs.Tensor];
    tfjs.util.assertShapesMatch(given[0].shape, given[1].shape, "Error in softmaxCrossEntropy: ");
    const scores = asFloat(given[1]);
    let labels = asFloat(given[0]);
    if (labelSmoothing > 0) {
      const share = labelSmoothing / scores.shape.at(-1)!;
      labels = tfjs.add(tfjs.mul(labels, 1 - labelSmoothing), share);
    }
    const rows = crossEntropyOfRows(asRows(labels), asRows(scores));
    const losses = tfjs.reshape(rows, scores.shape.slice(0, -1));
    const weighting = (weights ?? null) === null ? undefined : asTensor(weights!);
    return tfjs.losses.computeWeightedLoss(losses, weighting, reduction) as O;
  });
}

function asTensor(value: Given): tfjs.Tensor {
  return value instanceof tfjs.Tensor ? value : tfjs.tensor(value);
}

function asFloat(x: tfjs.Tensor): tfjs.Tensor {
  return x.dtype === "float32" ? x : tfjs.cast(x, "float32");
}
