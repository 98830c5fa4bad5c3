/**
 * LSTM over whole sequences, and its gradients.
 *
 * The product with the input is one for all steps; each step adds that with the state. On the way back
 * the gradients of the weights are one product each, after the steps.
 *
 * TensorFlow's BlockLSTMV2 does the same in one op, slower: it multiplies matrices step by step, and on
 * the way back adds to the gradients of the weights at each of them.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import { bool, NO_ATTRS } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import { type Gate, gateAgain, gateOf, gateSlope, type LstmGate } from "./lstm_gate.ts";

type Info = tfjs.TensorInfo;

/**
 * x [batch, time, features], kernel [features, 4 units], recurrent [units, 4 units], bias [4 units], and
 * the state at the beginning, h and c [batch, units]. Gates are in Keras' order: i, f, c, o.
 */
type Inputs = { x: Info; kernel: Info; recurrent: Info; bias?: Info; h: Info; c: Info };

/** What the way back wants of a part of the batch: x and the lists that {@linkcode step} leaves. */
const KEPT = 8;

const FIRST_TRANSPOSED = [bool("transpose_a", true)];
const SECOND_TRANSPOSED = [bool("transpose_b", true)];

/** Fewest rows of a part of the batch that goes through the steps on its own. */
const FEWEST_ROWS = 16;

/** `x` of rank 3 with its first and second axis exchanged. */
function swapped(f: Formula, x: bigint): bigint {
  return f.transpose(x, [1, 0, 2]);
}

/**
 * How the batch is parted. Steps wait for each other and are small: two halves keep two cores busy
 * where a graph runs them side by side.
 */
function partsOf(backend: TensorflowBackend, batch: number): number[] {
  const half = batch / 2;
  const parts = isTracing(backend.context) && !backend.isGPUPackage &&
    Number.isInteger(half) && half >= FEWEST_ROWS;
  return parts ? [half, half] : [batch];
}

const lstm = defineKernel<Inputs, { gate: LstmGate }>("Lstm", ({ backend, inputs, attrs }) => {
  const { gate } = attrs;
  using f = new Formula(backend);
  const [batch, time, features] = inputs.x.shape as [number, number, number];
  const units = inputs.recurrent.shape[0]!;
  const lengths = partsOf(backend, batch);
  const [xs, hs, cs] = [inputs.x, inputs.h, inputs.c].map((info) =>
    lengths.length === 1 ? [f.of(info)] : f.split(f.of(info), lengths, 0)
  ) as [bigint[], bigint[], bigint[]];
  const outputs: bigint[] = [];
  const finals: bigint[][] = [];
  const kept: bigint[] = [];
  for (const [part, rows] of lengths.entries()) {
    const x = swapped(f, xs[part]!); // [time, rows, features]
    const flat = f.reshape(x, [time * rows, features]);
    let gates = f.run("MatMul", NO_ATTRS, [flat, f.of(inputs.kernel)]);
    if (inputs.bias) {
      const unbiased = gates;
      gates = f.run("BiasAdd", NO_ATTRS, [unbiased, f.of(inputs.bias)]);
      f.free(unbiased);
    }
    const { carry, left } = f.loop({
      name: "lstm",
      length: time,
      reverse: false,
      carry: [hs[part]!, cs[part]!],
      xs: [f.reshape(gates, [time, rows, 4 * units])],
      fixed: [f.of(inputs.recurrent)],
      turn: (f, { carry: [h, c], xs: [gates], fixed: [recurrent] }) =>
        step(f, { h: h!, c: c!, gates: gates!, recurrent: recurrent!, units, gate }),
    });
    finals.push([...carry]);
    outputs.push(swapped(f, f.stack(left.at(-1)!)));
    kept.push(x, ...left);
  }
  return [
    f.concat(outputs, 0),
    f.concat(finals.map(([h]) => h!), 0),
    f.concat(finals.map(([, c]) => c!), 0),
    ...kept,
  ].map((handle) => f.result(handle, "Lstm"));
});

interface Step {
  h: bigint;
  c: bigint;
  gates: bigint;
  recurrent: bigint;
  units: number;
  gate: LstmGate;
}

/**
 * One step. It leaves what the gates i and f are made of, the candidate, what o is made of, c before the
 * step, tanh of c, and h.
 */
function step(
  f: Formula,
  { h, c, gates, recurrent, units, gate }: Step,
): { carry: bigint[]; left: bigint[] } {
  const z = f.add(gates, f.run("MatMul", NO_ATTRS, [h, recurrent])); // [rows, 4 units]
  const [zi, zf, zg, zo] = f.split(z, [units, units, units, units], 1);
  const [input, forget, output] = [zi, zf, zo].map((z) => gateOf(f, gate, z!)) as [
    Gate,
    Gate,
    Gate,
  ];
  const candidate = f.unary("Tanh", zg!);
  const cell = f.add(f.mul(forget.value, c), f.mul(input.value, candidate));
  const tanh = f.unary("Tanh", cell);
  const next = f.mul(output.value, tanh);
  const before = f.unary("Identity", c);
  return {
    carry: [next, cell],
    left: [input.kept, forget.kept, candidate, output.kept, before, tanh, next],
  };
}

type GradInputs = Omit<Inputs, "bias" | "x" | "c"> & {
  /** Gradients of all outputs [batch, time, units], and of the last state [batch, units]. */
  dy?: Info;
  dh?: Info;
  dc?: Info;
} & { [kept: `kept${number}`]: Info };

/** Gradients of kernel, recurrent, bias, h and c, then that of x if it is wanted. */
const lstmGrad = defineKernel<GradInputs, { parts: number; ofX: boolean; gate: LstmGate }>(
  "LstmGrad",
  ({ backend, inputs, attrs: { parts, ofX, gate } }) => {
    using f = new Formula(backend);
    const units = inputs.recurrent.shape[0]!;
    const batch = inputs.h.shape[0]!;
    const rows = batch / parts;
    const apart = (info: Info | undefined) => {
      if (info === undefined) return undefined;
      return parts === 1
        ? [f.of(info)]
        : f.split(f.of(info), new Array<number>(parts).fill(rows), 0);
    };
    const given = {
      dy: apart(inputs.dy),
      dh: apart(inputs.dh),
      dc: apart(inputs.dc),
      h: apart(inputs.h)!,
    };
    const gradients = Array.from({ length: parts }, (_, part) => {
      const at = part * KEPT;
      const kept = Array.from({ length: KEPT }, (_, i) => inputs[`kept${at + i}`]!);
      return partGradients(f, {
        kept: kept.map((info) => f.of(info)),
        shape: [...kept[0]!.shape, units] as [number, number, number, number],
        dy: given.dy?.[part],
        dh: given.dh?.[part],
        dc: given.dc?.[part],
        h: given.h[part]!,
        kernel: f.of(inputs.kernel),
        recurrent: f.of(inputs.recurrent),
        ofX,
        gate,
      });
    });
    const sum = (name: "kernel" | "recurrent" | "bias") =>
      gradients.map((one) => one[name]).reduce((a, b) => f.add(a, b));
    const joined = (name: "h" | "c" | "x") => f.concat(gradients.map((one) => one[name]!), 0);
    return [
      sum("kernel"),
      sum("recurrent"),
      sum("bias"),
      joined("h"),
      joined("c"),
      ...ofX ? [joined("x")] : [],
    ].map((handle) => f.result(handle, "LstmGrad"));
  },
);

interface Part {
  /** x [time, rows, features], and the lists. */
  kept: bigint[];
  /** Time, rows, features and units. */
  shape: [number, number, number, number];
  dy: bigint | undefined;
  dh: bigint | undefined;
  dc: bigint | undefined;
  h: bigint;
  kernel: bigint;
  recurrent: bigint;
  ofX: boolean;
  gate: LstmGate;
}

function partGradients(f: Formula, part: Part) {
  const [time, rows, features, units] = part.shape;
  const [x, ...lists] = part.kept as [bigint, ...bigint[]];
  const hs = lists.pop()!;
  const zero = () => f.fill([rows, units], 0);
  const dy = part.dy === undefined ? [] : [swapped(f, part.dy)];
  const { carry, left } = f.loop({
    name: "lstm_gradient",
    length: time,
    reverse: true,
    carry: [part.dh ?? zero(), part.dc ?? zero()],
    xs: [...lists, ...dy],
    // Transposed once: TensorFlow's product with a transposed matrix takes twice the time.
    fixed: [f.transpose(part.recurrent, [1, 0])],
    turn: (f, { carry: [dh, dc], xs, fixed: [transposed] }) =>
      stepBack(f, {
        dh: dh!,
        dc: dc!,
        transposed: transposed!,
        xs: xs as StepBack["xs"],
        gate: part.gate,
      }),
  });
  const dz = f.reshape(f.stack(left[0]!), [time * rows, 4 * units]);
  const flatX = f.reshape(x, [time * rows, features]);
  const flatH = f.reshape(f.stack(hs), [time * rows, units]);
  // h of a step goes into the next one.
  const atFirst = f.run("MatMul", FIRST_TRANSPOSED, [part.h, f.slice(dz, [0, 0], [rows, -1])]);
  const recurrent = time === 1 ? atFirst : f.add(
    atFirst,
    f.run("MatMul", FIRST_TRANSPOSED, [
      f.slice(flatH, [0, 0], [(time - 1) * rows, -1]),
      f.slice(dz, [rows, 0], [-1, -1]),
    ]),
  );
  return {
    kernel: f.run("MatMul", FIRST_TRANSPOSED, [flatX, dz]),
    recurrent,
    bias: f.sum(dz, [0]),
    h: carry[0]!,
    c: carry[1]!,
    x: part.ofX
      ? swapped(
        f,
        f.reshape(f.run("MatMul", SECOND_TRANSPOSED, [dz, part.kernel]), [time, rows, features]),
      )
      : undefined,
  };
}

interface StepBack {
  dh: bigint;
  dc: bigint;
  /** The recurrent weights, [4 units, units]. */
  transposed: bigint;
  /** What {@linkcode step} has left, without h; then dy, if there is one. */
  xs: [bigint, bigint, bigint, bigint, bigint, bigint, bigint | undefined];
  gate: LstmGate;
}

/** One step back. It leaves the gradient of the gates [rows, 4 units]. */
function stepBack(
  g: Formula,
  { dh, dc, transposed, xs: [i, f, candidate, o, before, tanh, dy], gate }: StepBack,
): { carry: bigint[]; left: bigint[] } {
  const [input, forget, output] = [i, f, o].map((kept) => gateAgain(g, gate, kept)) as [
    Gate,
    Gate,
    Gate,
  ];
  const ofOutput = dy === undefined ? dh : g.add(dh, dy);
  const throughTanh = g.run("TanhGrad", NO_ATTRS, [tanh, g.mul(ofOutput, output.value)]);
  const ofCell = g.add(dc, throughTanh);
  const dz = g.concat([
    gateSlope(g, gate, input, g.mul(ofCell, candidate)),
    gateSlope(g, gate, forget, g.mul(ofCell, before)),
    g.run("TanhGrad", NO_ATTRS, [candidate, g.mul(ofCell, input.value)]),
    gateSlope(g, gate, output, g.mul(ofOutput, tanh)),
  ], 1);
  return {
    carry: [g.run("MatMul", NO_ATTRS, [dz, transposed]), g.mul(ofCell, forget.value)],
    left: [dz],
  };
}

/** Both. */
export const lstmKernels: tfjs.KernelConfig[] = [lstm, lstmGrad];
