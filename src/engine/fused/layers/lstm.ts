import * as tfjs from "../../../deps/tfjs.ts";
import { type LstmInputs, lstmOf } from "../lstm.ts";
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
 * `call` of an LSTM: the fused op where its activations are tanh and, for the gates, sigmoid as in Keras
 * or hardSigmoid as by default in tfjs, and no step is masked or dropped.
 */
export function lstmCall(own: Method): Method {
  return function (inputs, kwargs) {
    const layer = this as Layer;
    const { cell } = layer;
    const { mask, training, initialState } = (kwargs ?? {}) as CallArguments;
    const x = onlyFloat(inputs);
    const drops = Boolean(training) && (cell.dropout > 0 || cell.recurrentDropout > 0);
    const gates = cell.recurrentActivation.getClassName();
    const isPlain = cell.activation.getClassName() === "tanh" &&
      (gates === "sigmoid" || gates === "hardSigmoid");
    if (x === undefined || x.rank !== 3 || drops || !isPlain || (mask ?? null) !== null) {
      return own.call(this, inputs, kwargs);
    }
    return tfjs.tidy(() => {
      const state = initialState as tfjs.Tensor[] | null | undefined ??
        (layer.stateful ? layer.states : layer.getInitialState(x));
      if (state.length !== 2) return own.call(this, inputs, kwargs) as tfjs.Tensor;
      const weights = {
        kernel: cell.kernel.read(),
        recurrent: cell.recurrentKernel.read(),
        bias: cell.useBias ? cell.bias!.read() : null,
      };
      const { outputs, h, c } = lstmOf({
        x: layer.goBackwards ? tfjs.reverse(x, 1) : x,
        ...gates === "sigmoid" ? weights : hardened(weights),
        h: state[0]!,
        c: state[1]!,
      }, { gate: gates === "sigmoid" ? "sigmoid" : "clip" });
      if (layer.stateful) layer.resetStates([h, c], training);
      const output = layer.returnSequences ? outputs : h;
      return layer.returnState ? [output, h, c] : output;
    });
  };
}

type Weights = Pick<LstmInputs, "kernel" | "recurrent" | "bias">;

/**
 * Weights whose gates, cut off, are those of a hardSigmoid, `min(max(0.2 z + 0.5, 0), 1)`: they make
 * `0.2 z + 0.5` where the weights given make z.
 */
function hardened({ kernel, recurrent, bias }: Weights): Weights {
  const units = recurrent.shape[0]!;
  // Columns are in the order i, f, c, o, and c is no gate.
  const perGate = (gate: number, candidate: number) =>
    tfjs.concat([
      tfjs.fill([2 * units], gate),
      tfjs.fill([units], candidate),
      tfjs.fill([units], gate),
    ]);
  const scale = perGate(0.2, 1);
  const middle = perGate(0.5, 0);
  return {
    kernel: tfjs.mul(kernel, scale),
    recurrent: tfjs.mul(recurrent, scale),
    bias: bias ? tfjs.add(tfjs.mul(bias, scale), middle) : middle,
  };
}
