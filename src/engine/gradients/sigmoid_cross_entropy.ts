/**
 * A loss of tfjs whose derivative is that of its formula, at 0 too.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";

type Given = tfjs.Tensor | tfjs.TensorLike;

/**
 * Cross entropy between labels from 0 to 1 and the logits of a sigmoid; see
 * `losses.sigmoidCrossEntropy` of tfjs, which takes it apart into relu and abs: where a logit is 0,
 * the slopes of both are 0, and so the gradient lacks its one half.
 */
export function sigmoidCrossEntropy<T extends tfjs.Tensor, O extends tfjs.Tensor>(
  multiClassLabels: T | tfjs.TensorLike,
  logits: T | tfjs.TensorLike,
  weights?: Given,
  labelSmoothing = 0,
  reduction: tfjs.Reduction = tfjs.Reduction.SUM_BY_NONZERO_WEIGHTS,
): O {
  return tfjs.tidy(() => {
    const scores = asFloat(logits);
    let labels = asFloat(multiClassLabels);
    tfjs.util.assertShapesMatch(labels.shape, scores.shape, "Error in sigmoidCrossEntropy: ");
    if (labelSmoothing > 0) {
      labels = tfjs.add(tfjs.mul(labels, 1 - labelSmoothing), 0.5 * labelSmoothing);
    }
    const losses = crossEntropy(labels, scores);
    const weighting = (weights ?? null) === null ? undefined : asTensor(weights!);
    return tfjs.losses.computeWeightedLoss(losses, weighting, reduction) as O;
  });
}

/** log(1 + e^x) - x z of each logit x and label z, without an overflow. */
function crossEntropy(labels: tfjs.Tensor, logits: tfjs.Tensor): tfjs.Tensor {
  return tfjs.customGrad((z, x, save) => {
    const [labels, logits] = [z as tfjs.Tensor, x as tfjs.Tensor];
    (save as tfjs.GradSaveFunc)([labels, logits]);
    const linear = tfjs.sub(tfjs.relu(logits), tfjs.mul(logits, labels));
    const value = tfjs.add(linear, tfjs.log1p(tfjs.exp(tfjs.neg(tfjs.abs(logits)))));
    const gradFunc = (dy: tfjs.Tensor, saved: tfjs.Tensor[]) => {
      const [z, x] = saved as [tfjs.Tensor, tfjs.Tensor];
      return [
        tfjs.mul(dy, tfjs.neg(x)),
        tfjs.mul(dy, tfjs.sub(tfjs.sigmoid(x), z)),
      ];
    };
    return { value, gradFunc };
  })(labels, logits);
}

function asTensor(value: Given): tfjs.Tensor {
  return value instanceof tfjs.Tensor ? value : tfjs.tensor(value);
}

function asFloat(value: Given): tfjs.Tensor {
  const x = asTensor(value);
  return x.dtype === "float32" ? x : tfjs.cast(x, "float32");
}
