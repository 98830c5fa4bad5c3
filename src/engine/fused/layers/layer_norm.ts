import * as tfjs from "../../../deps/tfjs.ts";
import { layerNormOfRows } from "../layer_norm.ts";
import { type Method, onlyFloat, type Weight } from "./method.ts";

/** A LayerNormalization of tfjs that has been built. */
interface Layer {
  axis: number | number[];
  epsilon: number;
  gamma: Weight | null;
  beta: Weight | null;
}

/** `call` of a LayerNormalization: the fused op where the last axes are normalised. */
export function layerNormCall(own: Method): Method {
  return function (inputs, kwargs) {
    const { axis, epsilon, gamma, beta } = this as Layer;
    const x = onlyFloat(inputs);
    const axes = [axis].flat();
    if (x === undefined || !axes.every((one, i) => one === x.rank - axes.length + i)) {
      return own.call(this, inputs, kwargs);
    }
    return tfjs.tidy(() => {
      const width = tfjs.util.sizeFromShape(x.shape.slice(-axes.length));
      const rows = tfjs.util.sizeFromShape(x.shape.slice(0, -axes.length));
      const vector = (weight: Weight | null) =>
        weight ? tfjs.reshape(weight.read(), [width]) : null;
      const normed = layerNormOfRows({
        x: tfjs.reshape(x, [rows, width]),
        gamma: vector(gamma),
        beta: vector(beta),
      }, { epsilon });
      return tfjs.reshape(normed, x.shape);
    });
  };
}
