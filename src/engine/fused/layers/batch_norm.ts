import * as tfjs from "../../../deps/tfjs.ts";
import { batchNormOf } from "../batch_norm.ts";
import { type CallArguments, type Method, onlyFloat, type Weight } from "./method.ts";

/** A BatchNormalization of tfjs that has been built. */
interface Layer {
  axis: number;
  epsilon: number;
  momentum: number;
  gamma?: Weight | null;
  beta?: Weight | null;
  movingMean: Weight;
  movingVariance: Weight;
}

/** `call` of a BatchNormalization: the fused op in training. */
export function batchNormCall(own: Method): Method {
  return function (inputs, kwargs) {
    const layer = this as Layer;
    const x = onlyFloat(inputs);
    const { training } = (kwargs ?? {}) as CallArguments;
    if (!training || x === undefined || x.rank < 2) return own.call(this, inputs, kwargs);
    return tfjs.tidy(() => {
      const axis = layer.axis >= 0 ? layer.axis : layer.axis + x.rank;
      const { y, mean, variance } = batchNormOf({
        x,
        gamma: layer.gamma?.read(),
        beta: layer.beta?.read(),
      }, { axis, epsilon: layer.epsilon });
      follow(layer.movingMean, mean, layer.momentum);
      follow(layer.movingVariance, variance, layer.momentum);
      return y;
    });
  };
}

/** Moves a moving average towards `value`. */
function follow(average: Weight, value: tfjs.Tensor, momentum: number): void {
  const before = average.read();
  average.write(tfjs.sub(before, tfjs.mul(tfjs.sub(before, value), 1 - momentum)));
}
