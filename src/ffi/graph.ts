/**
 * Graphs of ops that are described now and run later, by a function or a session.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import { shapeText } from "../core/shape.ts";
import { NodeAttrs } from "./attr_value.ts";
import { readBuffer, withBuffer } from "./buffer.ts";
import { setGraphAttr, whyNotAttr } from "./graph_attrs.ts";
import type { Library } from "./library.ts";
import { Native } from "./native.ts";
import { AttrKind, type OpAttr } from "./op_attrs.ts";
import { type OpDefinition, readOpDefinition } from "./op_definition.ts";
import { groupInputs, whyUnknownAttr } from "./op_inputs.ts";
import { type Output, outputArray, readOutputArray } from "./output.ts";
import { cString, readCString } from "./strings.ts";
import { TF_OUTPUT_BYTES } from "./symbols.ts";
import { deleteTensor, int64Array, newTensor, type TensorBytes } from "./tensor.ts";

export type { Output } from "./output.ts";

/** A node to add to a {@linkcode Graph}. */
export interface NodeOptions {
  /** Name, unique in the graph; by default the op's name and a number. */
  name?: string;
  /** Attributes; those that follow from the inputs may be left out. */
  attrs?: readonly OpAttr[];
  /** Inputs in a row; the op's definition says which of them form lists. */
  inputs?: readonly Output[];
  /** Operations that must have run before this one. */
  controlInputs?: readonly bigint[];
  /** Full or partial device name, such as `"/GPU:0"`. */
  device?: string;
}

/** By library a graph without functions, which knows TensorFlow's own ops and nothing else. */
const empty = new WeakMap<Library, Graph>();

/** Definition of one of TensorFlow's own ops, read once for all graphs; undefined for a function. */
function ownDefinition(library: Library, op: string): OpDefinition | undefined {
  let graph = empty.get(library);
  if (graph === undefined) empty.set(library, graph = new Graph(library));
  return Graph.ownDefinition(graph, op);
}

/** A `TF_Graph`. */
export class Graph {
  /** Library that the graph belongs to. */
  readonly library: Library;
  readonly #native: Native;
  readonly #definitions = new Map<string, OpDefinition>();
  #named = 0;
  #size = 0;

  /** Makes an empty graph. */
  constructor(library: Library) {
    this.library = library;
    const { TF_DeleteGraph, TF_NewGraph } = library.symbols;
    this.#native = new Native("graph", TF_NewGraph(), (graph) => TF_DeleteGraph(graph));
  }

  /** Nodes that were added here. */
  get size(): number {
    return this.#size;
  }

  /** The `TF_Graph*`. */
  get handle(): bigint {
    return this.#native.pointer;
  }

  /**
   * Adds a node that runs `op`.
   *
   * @returns The new operation, which the graph owns.
   * @throws {TypeError} If there is no such op, or attributes or the number of inputs do not fit.
   * @throws {TensorFlowError} If TensorFlow refuses the node: types or shapes do not fit.
   */
  addNode(op: string, options: NodeOptions = {}): bigint {
    const { symbols, status } = this.library;
    const { attrs = [], inputs = [], controlInputs = [] } = options;
    const definition = this.opDefinition(op);
    // A node that was begun must be finished: C offers no way to drop it. So look first.
    const groups = groupInputs(definition, attrs, inputs);
    for (const attr of attrs) {
      const why = whyNotAttr(attr) ?? whyUnknownAttr(definition, attr.name);
      if (why !== undefined) throw new TypeError(`Cannot add ${op} to a graph: ${why}`);
    }
    const name = options.name ?? `${op}_${this.#named++}`;
    const description = symbols.TF_NewOperation(this.handle, cString(op), cString(name));
    if (options.device !== undefined) symbols.TF_SetDevice(description, cString(options.device));
    for (const group of groups) {
      if (Array.isArray(group)) {
        symbols.TF_AddInputList(description, outputArray(group), group.length);
      } else symbols.TF_AddInput(description, outputArray([group as Output]));
    }
    for (const control of controlInputs) symbols.TF_AddControlInput(description, control);
    for (const attr of attrs) {
      setGraphAttr(this.library, description, attr);
      if (!status.ok) break;
    }
    const refused = status.ok ? undefined : status.take();
    const operation = symbols.TF_FinishOperation(description, status.handle);
    const context = () => ({
      op: `${op} (node ${name})`,
      inputs: inputs.map((input) => this.describe(input)),
    });
    refused?.(context);
    status.check(context);
    this.#size++;
    return operation;
  }

  /** Adds a placeholder: a value given when the graph runs. Null is a shape not known at all. */
  placeholder(dtype: number, shape: readonly number[] | null, name?: string): Output {
    const attrs: OpAttr[] = [{ name: "dtype", type: AttrKind.type, value: dtype }];
    if (shape !== null) attrs.push({ name: "shape", type: AttrKind.shape, value: shape });
    const options = name === undefined ? { attrs } : { attrs, name };
    return { operation: this.addNode("Placeholder", options), index: 0 };
  }

  /** Adds a constant holding a copy of `data`. */
  constant(dtype: number, shape: readonly number[], data: TensorBytes): Output {
    const tensor = newTensor(this.library, dtype, shape, data);
    try {
      const attrs: OpAttr[] = [
        { name: "dtype", type: AttrKind.type, value: dtype },
        { name: "value", type: AttrKind.tensor, value: tensor },
      ];
      return { operation: this.addNode("Const", { attrs }), index: 0 };
    } finally {
      deleteTensor(this.library, tensor);
    }
  }

  /**
   * Definition of `op`, which may be a function that the graph holds.
   *
   * @throws {TypeError} If TensorFlow has no such op.
   */
  opDefinition(op: string): OpDefinition {
    const definition = ownDefinition(this.library, op) ?? this.#definitions.get(op) ??
      this.#readDefinition(op);
    if (definition === undefined) {
      throw new TypeError(
        `Cannot use the op "${op}": TensorFlow ${this.library.version} has none of that name`,
      );
    }
    return definition;
  }

  /** The definition of an op or function, undefined if the graph knows none of that name. */
  #readDefinition(op: string): OpDefinition | undefined {
    const { symbols, status } = this.library;
    let isKnown = true;
    const message = readBuffer(
      this.library,
      (buffer) => {
        symbols.TF_GraphGetOpDef(this.handle, cString(op), buffer, status.handle);
        isKnown = status.ok;
        if (!isKnown) status.take();
      },
      () => ({ op: "TF_GraphGetOpDef" }),
    );
    if (!isKnown) return undefined;
    const definition = readOpDefinition(message);
    this.#definitions.set(op, definition);
    return definition;
  }

  /** {@linkcode Graph.opDefinition} of an op that is no function of the graph's. */
  static ownDefinition(empty: Graph, op: string): OpDefinition | undefined {
    return empty.#definitions.get(op) ?? empty.#readDefinition(op);
  }

  /** The operation named `name`, undefined if there is none. */
  operation(name: string): bigint | undefined {
    return this.library.symbols.TF_GraphOperationByName(this.handle, cString(name)) || undefined;
  }

  /** All operations, in the order in which they were added. */
  operations(): bigint[] {
    const all: bigint[] = [];
    const position = new Uint8Array(8);
    for (;;) {
      const next = this.library.symbols.TF_GraphNextOperation(this.handle, position);
      if (next === 0n) return all;
      all.push(next);
    }
  }

  /**
   * The output called `name`: an operation's name, with `:` and an index unless that is 0.
   *
   * @throws {RangeError} If the graph has no such operation, or that has no such output.
   */
  output(name: string): Output {
    const [, operationName = "", index = "0"] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
    const operation = this.operation(operationName);
    if (operation === undefined) {
      throw new RangeError(`Cannot find "${name}": the graph has no operation of that name`);
    }
    const count = this.outputCount(operation);
    if (Number(index) >= count) {
      throw new RangeError(`Cannot find "${name}": the operation has ${count} outputs`);
    }
    return { operation, index: Number(index) };
  }

  /** Name of an operation. */
  nameOf(operation: bigint): string {
    return readCString(this.library.symbols.TF_OperationName(operation));
  }

  /** Op that an operation runs. */
  opOf(operation: bigint): string {
    return readCString(this.library.symbols.TF_OperationOpType(operation));
  }

  /** Attributes of an operation. */
  nodeAttrs(operation: bigint): NodeAttrs {
    const { symbols, status } = this.library;
    const node = readBuffer(
      this.library,
      (buffer) => symbols.TF_OperationToNodeDef(operation, buffer, status.handle),
      () => ({ op: "TF_OperationToNodeDef" }),
    );
    return new NodeAttrs(node);
  }

  /** The tensor attribute `name` of an operation: a `TF_Tensor*`, which the caller deletes. */
  attrTensor(operation: bigint, name: string): bigint {
    const { symbols, status } = this.library;
    const tensor = new BigUint64Array(1);
    const bytes = new Uint8Array(tensor.buffer);
    symbols.TF_OperationGetAttrTensor(operation, cString(name), bytes, status.handle);
    status.check(() => ({ op: "TF_OperationGetAttrTensor" }));
    return tensor[0]!;
  }

  /** Number of outputs of an operation. */
  outputCount(operation: bigint): number {
    return this.library.symbols.TF_OperationNumOutputs(operation);
  }

  /** Outputs that an operation takes as inputs, in order. */
  inputsOf(operation: bigint): Output[] {
    const count = this.library.symbols.TF_OperationNumInputs(operation);
    if (count === 0) return [];
    const outputs = new Uint8Array(count * TF_OUTPUT_BYTES);
    this.library.symbols.TF_OperationAllInputs(operation, outputs, count);
    return readOutputArray(outputs);
  }

  /** Number of `TF_DataType` of an output. */
  dtype(output: Output): number {
    return this.library.symbols.TF_OperationOutputType(outputArray([output]));
  }

  /** Axis lengths of an output as far as they are known: -1 for an unknown one, null for none. */
  shape(output: Output): number[] | null {
    const { symbols, status } = this.library;
    const struct = outputArray([output]);
    const rank = symbols.TF_GraphGetTensorNumDims(this.handle, struct, status.handle);
    status.check(() => ({ op: "TF_GraphGetTensorNumDims" }));
    if (rank < 0) return null;
    const dims = new BigInt64Array(Math.max(rank, 1));
    const bytes = new Uint8Array(dims.buffer);
    symbols.TF_GraphGetTensorShape(this.handle, struct, bytes, rank, status.handle);
    status.check(() => ({ op: "TF_GraphGetTensorShape" }));
    return Array.from(dims.subarray(0, rank), Number);
  }

  /** States the axis lengths of an output that TensorFlow does not know by itself. */
  setShape(output: Output, shape: readonly number[]): void {
    const { symbols, status } = this.library;
    const struct = outputArray([output]);
    const dims = int64Array(shape);
    symbols.TF_GraphSetTensorShape(this.handle, struct, dims, shape.length, status.handle);
    status.check(() => ({ op: "TF_GraphSetTensorShape", inputs: [this.describe(output)] }));
  }

  /** Dtype and shape of an output as text, such as `float32[-1,3]`. */
  describe(output: Output): string {
    const dtype = this.dtype(output);
    if (dtype === DType.resource) return dtypeName(dtype);
    const shape = this.shape(output);
    return dtypeName(dtype) + (shape === null ? "[...]" : shapeText(shape));
  }

  /**
   * Adds the nodes that compute the gradients of `ys` with respect to `xs`.
   *
   * @param dys Gradients that flow in, one for each of `ys`; ones by default.
   * @returns One output for each of `xs`, null where `ys` do not depend on it.
   * @throws {TensorFlowError} If an op on the way has no gradient in TensorFlow's C++ library.
   */
  addGradients(
    ys: readonly Output[],
    xs: readonly Output[],
    dys?: readonly Output[],
  ): (Output | null)[] {
    if (dys !== undefined && dys.length !== ys.length) {
      throw new TypeError(
        `Cannot add gradients: ${ys.length} results need as many incoming gradients, ` +
          `not ${dys.length}`,
      );
    }
    // TensorFlow refuses them all if one is not reached.
    const reached = this.neededBy(ys);
    const wanted = xs.filter((x) => reached.has(x.operation));
    if (wanted.length === 0) return xs.map(() => null);
    const { symbols, status } = this.library;
    const gradients = new Uint8Array(wanted.length * TF_OUTPUT_BYTES);
    symbols.TF_AddGradients(
      this.handle,
      outputArray(ys),
      ys.length,
      outputArray(wanted),
      wanted.length,
      dys === undefined ? null : outputArray(dys),
      status.handle,
      gradients,
    );
    status.check(() => ({ op: "TF_AddGradients", inputs: ys.map((y) => this.describe(y)) }));
    const found = readOutputArray(gradients);
    return xs.map((x) => {
      const dx = found[wanted.indexOf(x)];
      return dx === undefined || dx.operation === 0n ? null : dx;
    });
  }

  /** Operations that `outputs` depend on, their own among them. */
  neededBy(outputs: readonly Output[]): Set<bigint> {
    const needed = new Set(outputs.map(({ operation }) => operation));
    // A set is walked in the order in which it grows.
    for (const operation of needed) {
      for (const input of this.inputsOf(operation)) needed.add(input.operation);
    }
    return needed;
  }

  /** The graph as an encoded `GraphDef`. */
  toGraphDef(): Uint8Array<ArrayBuffer> {
    const { symbols, status } = this.library;
    return readBuffer(
      this.library,
      (buffer) => symbols.TF_GraphToGraphDef(this.handle, buffer, status.handle),
      () => ({ op: "TF_GraphToGraphDef" }),
    );
  }

  /**
   * Adds the nodes and functions of an encoded `GraphDef`.
   *
   * @param prefix Put before each name, with a slash; the graph must not have such names yet.
   * @throws {RangeError} If it has.
   * @throws {TensorFlowError} If the bytes are no valid graph, or a name is taken.
   */
  importGraphDef(graphDef: Uint8Array<ArrayBuffer>, prefix = ""): void {
    const { symbols, status } = this.library;
    const taken = prefix === "" ? undefined : `${prefix}/`;
    if (taken && this.operations().some((operation) => this.nameOf(operation).startsWith(taken))) {
      // TensorFlow would give two nodes one name.
      throw new RangeError(`Cannot import a graph under "${prefix}": that name is taken`);
    }
    const options = symbols.TF_NewImportGraphDefOptions();
    try {
      symbols.TF_ImportGraphDefOptionsSetPrefix(options, cString(prefix));
      withBuffer(
        this.library,
        graphDef,
        (buffer) => symbols.TF_GraphImportGraphDef(this.handle, buffer, options, status.handle),
      );
      status.check(() => ({ op: "TF_GraphImportGraphDef" }));
    } finally {
      symbols.TF_DeleteImportGraphDefOptions(options);
    }
  }

  /** Frees the graph and its operations. */
  dispose(): void {
    this.#native.dispose();
  }

  /** Frees the graph at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
