import * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall, release, view } from "../backend.ts";

/** Whether the condition is a vector that chooses rows: the compiled kernel repeats their first value. */
export function selectsRows({ inputs }: KernelCall): boolean {
  return inputs.condition?.shape.length === 1 && inputs.t!.shape.length > 1;
}

/** `Select` of rows: for each value of `condition` [rows] the row of `t`, or of `e`, both [rows, ...]. */
export function selectRows(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const [condition, t, e] = [input(call, "condition"), input(call, "t"), input(call, "e")];
  const out = backend.makeOutput(t.shape, t.dtype);
  const chosen = view(backend, condition);
  const [ts, es, outs] = [view(backend, t), view(backend, e), view(backend, out)];
  const width = outs.length / chosen.length;
  for (let row = 0; row < chosen.length; row++) {
    const start = row * width;
    outs.set((chosen[row] ? ts : es).subarray(start, start + width), start);
  }
  return out;
}

/** Whether both sides differ in dtype: the compiled kernel reads the bits of `e` as those of `t`. */
export function selectsMixed({ inputs }: KernelCall): boolean {
  return inputs.t!.dtype !== inputs.e!.dtype;
}

/** `Select` in the dtype that holds the numbers of both sides. */
export function selectMixed(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const [condition, t, e] = [input(call, "condition"), input(call, "t"), input(call, "e")];
  const dtype = tfjs.upcastType(t.dtype, e.dtype);
  const [wideT, wideE] = [t, e].map((x) => callKernel(backend, "Cast", { x }, { dtype }));
  const out = callKernel(backend, "Select", { condition, t: wideT!, e: wideE! });
  release(backend, wideT!, wideE!);
  return out;
}

/** Whether booleans are chosen: the compiled kernel writes over what lies behind them in memory. */
export function selectsBooleans({ inputs }: KernelCall): boolean {
  return inputs.t!.dtype === "bool" && inputs.e!.dtype === "bool";
}

/** `Select` between booleans, value by value. */
export function selectBooleans(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const [condition, t, e] = [input(call, "condition"), input(call, "t"), input(call, "e")];
  const out = backend.makeOutput(t.shape, t.dtype);
  const [chosen, ts, es] = [view(backend, condition), view(backend, t), view(backend, e)];
  const outs = view(backend, out);
  for (let i = 0; i < outs.length; i++) outs[i] = chosen[i] ? ts[i]! : es[i]!;
  return out;
}
