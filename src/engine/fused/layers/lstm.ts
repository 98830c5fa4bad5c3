import * as tfjs from "../../../deps/tfjs.ts";
import { lstmOf } from "../lstm.ts";
import { type CallArguments, type Method, onlyFloat, type Weight } from "./method.ts";

/** An LSTM of tfjs that has been built. */
interface Layer {
  cell: {
    activation: { getClassName(): string };
    recurrentActivation: { getClassName(): string };
    kernel: Weight;
    recurrentKernel: Weight;
    bias: Weight | null;
    useBias: boolean;
    dropout: number;
    recurrentDropout: number;
  };
  goBackwards: boolean;
  returnSequences: boolean;
  returnState: boolean;
  stateful: boolean;
  states: tfjs.Tensor[];
  getInitialState(inputs: tfjs.Tensor): tfjs.Tensor[];
  resetStates(states: tfjs.Tensor[], training: boolean | null | undefined): void;
}

/**
 * `call` of an LSTM: the fused op where its activations are those of Keras, tanh and sigmoid (tfjs's own
 * default is hardSigmoid), and no step is masked or dropped.
 */
export function lstmCall(own: Method): Method {
  return function (inputs, kwargs) {
    const layer = this as Layer;
    const { cell } = layer;
    const { mask, training, initialState } = (kwargs ?? {}) as CallArguments;
    const x = onlyFloat(inputs);
    const drops = Boolean(training) && (cell.dropout > 0 || cell.recurrentDropout > 0);
    const isPlain = cell.activation.getClassName() === "tanh" &&
      cell.recurrentActivation.getClassName() === "sigmoid";
    if (x === undefined || x.rank !== 3 || drops || !isPlain || (mask ?? null) !== null) {
      return own.call(this, inputs, kwargs);
    }
    return tfjs.tidy(() => {
      const state = initialState as tfjs.Tensor[] | null | undefined ??
        (layer.stateful ? layer.states : layer.getInitialState(x));
      if (state.length !== 2) return own.call(this, inputs, kwargs) as tfjs.Tensor;
      const { outputs, h, c } = lstmOf({
        x: layer.goBackwards ? tfjs.reverse(x, 1) : x,
        kernel: cell.kernel.read(),
        recurrent: cell.recurrentKernel.read(),
        bias: cell.useBias ? cell.bias!.read() : null,
        h: state[0]!,
        c: state[1]!,
      });
      if (layer.stateful) layer.resetStates([h, c], training);
      const output = layer.returnSequences ? outputs : h;
      return layer.returnState ? [output, h, c] : output;
    });
  };
}
