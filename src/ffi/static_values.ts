/**
 * Integers in a graph that are known before it runs: lengths of axes, counters of loops.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { Graph, Output } from "./graph.ts";
import { deleteTensor, readTensor } from "./tensor.ts";

/** Elements of an integer or bool tensor in a row; NaN for one that is not known. */
type Known = readonly number[];

/** Constants longer than this are data, not shapes. */
const LONGEST = 64;

const BINARY: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  FloorDiv: (a, b) => Math.floor(a / b),
  FloorMod: (a, b) => a - b * Math.floor(a / b),
  Maximum: Math.max,
  Minimum: Math.min,
  Less: compare((a, b) => a < b),
  LessEqual: compare((a, b) => a <= b),
  Greater: compare((a, b) => a > b),
  GreaterEqual: compare((a, b) => a >= b),
  Equal: compare((a, b) => a === b),
  NotEqual: compare((a, b) => a !== b),
  LogicalAnd: (a, b) => a === 0 || b === 0 ? 0 : a * b,
  LogicalOr: (a, b) => a === 1 || b === 1 ? 1 : a + b,
};

/** Ops that give back the elements of their first input. */
const SAME = new Set(["Cast", "ExpandDims", "Identity", "Reshape", "Squeeze", "StopGradient"]);

/** Ops that leave a single element as it is; of more they are not worth following. */
const REDUCTIONS = new Set(["Max", "Mean", "Min", "Prod", "Sum"]);

/** Follows integers through a graph that is being built. */
export class StaticValues {
  readonly #graph: Graph;
  readonly #found = new Map<string, Known | undefined>();

  /** Follows the integers of `graph`. */
  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** The number that a scalar always has, undefined if it depends on what the graph is given. */
  scalar(output: Output): number | undefined {
    const known = this.#elements(output);
    return known?.length === 1 && !Number.isNaN(known[0]) ? known[0] : undefined;
  }

  #elements(output: Output): Known | undefined {
    const key = `${output.operation}:${output.index}`;
    if (!this.#found.has(key)) {
      // Against a cycle, which a graph under construction cannot have, and for the memory's sake.
      this.#found.set(key, undefined);
      this.#found.set(key, this.#compute(output));
    }
    return this.#found.get(key);
  }

  #compute({ operation, index }: Output): Known | undefined {
    if (index !== 0) return undefined;
    const graph = this.#graph;
    const op = graph.opOf(operation);
    if (op === "Const") return this.#constant(operation);
    const inputs = graph.inputsOf(operation);
    const [first] = inputs;
    if (first === undefined) return undefined;
    if (op === "Shape") return graph.shape(first)?.map((length) => length < 0 ? NaN : length);
    if (op === "Cast" && !WHOLE.has(graph.dtype(first))) return undefined;
    if (SAME.has(op)) return this.#elements(first);
    if (REDUCTIONS.has(op)) {
      const elements = this.#elements(first);
      return elements?.length === 1 ? elements : undefined;
    }
    const binary = BINARY[op];
    const all = BINARY_OR_LIST.has(op) || binary !== undefined
      ? inputs.map((input) => this.#elements(input))
      : [];
    if (binary !== undefined) return elementwise(binary, all);
    if (op === "Pack") return all.every((each) => each !== undefined) ? all.flat() : undefined;
    if (op === "LogicalNot") return all[0]?.map((value) => 1 - value);
    if (op === "StridedSlice") return this.#slice(operation, all);
    return undefined;
  }

  #constant(operation: bigint): Known | undefined {
    const { library } = this.#graph;
    const dtype = this.#graph.dtype({ operation, index: 0 });
    const shape = this.#graph.shape({ operation, index: 0 });
    const size = shape?.reduce((product, length) => product * length, 1) ?? Infinity;
    if (!WHOLE.has(dtype) || size > LONGEST) return undefined;
    const tensor = this.#graph.attrTensor(operation, "value");
    const { data } = readTensor(library, tensor);
    deleteTensor(library, tensor);
    const { buffer } = data as Uint8Array<ArrayBuffer>;
    if (dtype === DType.int32) return [...new Int32Array(buffer)];
    if (dtype === DType.int64) return Array.from(new BigInt64Array(buffer), Number);
    return [...new Uint8Array(buffer)];
  }

  /** One element, or a run of them, of a vector. */
  #slice(operation: bigint, inputs: readonly (Known | undefined)[]): Known | undefined {
    const [values, begins, ends, strides] = inputs;
    const attrs = this.#graph.nodeAttrs(operation);
    const plain = begins?.length === 1 && strides?.[0] === 1 &&
      attrs.int("ellipsis_mask") === 0 && attrs.int("new_axis_mask") === 0;
    if (values === undefined || !plain) return undefined;
    const begin = attrs.int("begin_mask") ? 0 : begins[0]!;
    if (attrs.int("shrink_axis_mask")) return values.slice(begin).slice(0, 1);
    return attrs.int("end_mask") ? values.slice(begin) : values.slice(begin, ends?.[0]);
  }
}

/** Ops whose inputs are looked at besides those of {@linkcode BINARY}. */
const BINARY_OR_LIST = new Set(["LogicalNot", "Pack", "StridedSlice"]);

/** dtypes whose elements are counted. */
const WHOLE: ReadonlySet<number> = new Set([DType.int32, DType.int64, DType.bool]);

function compare(test: (a: number, b: number) => boolean): (a: number, b: number) => number {
  return (a, b) => Number.isNaN(a) || Number.isNaN(b) ? NaN : Number(test(a, b));
}

function elementwise(
  compute: (a: number, b: number) => number,
  [a, b]: readonly (Known | undefined)[],
): Known | undefined {
  // A condition may be settled by the one of its halves that is known.
  if (a === undefined && b === undefined) return undefined;
  const [left, right] = [a ?? [NaN], b ?? [NaN]];
  if (left.length !== right.length && left.length !== 1 && right.length !== 1) return undefined;
  const length = Math.max(left.length, right.length);
  return Array.from(
    { length },
    (_, i) => compute(left[left.length === 1 ? 0 : i]!, right[right.length === 1 ? 0 : i]!),
  );
}
