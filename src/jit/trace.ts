/**
 * Noting ops as nodes of a graph instead of running them.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type * as tf from "../engine/tf.ts";
import type {
  OpContext,
  OpLoop,
  OpTurnResult,
  PlaneSize,
  TracingContext,
} from "../engine/op_context.ts";
import type { TensorRecord } from "../engine/tensor_record.ts";
import type { Device } from "../ffi/device.ts";
import { Graph, type Output } from "../ffi/graph.ts";
import type { GraphFunction } from "../ffi/function.ts";
import type { Library } from "../ffi/library.ts";
import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";
import type { TensorBytes } from "../ffi/tensor.ts";
import { resourceAttrs } from "./resource_attrs.ts";
import { Ancestry } from "./ancestry.ts";
import { callerLine } from "./caller_line.ts";
import { type Body, Clusters } from "./cluster.ts";
import { Constants } from "./constants.ts";
import { freeAttrs } from "./free_attrs.ts";
import type { LossScale } from "./loss_scale.ts";
import { Corners } from "./corners.ts";
import { NarrowProducts } from "./narrow_products.ts";
import { productType } from "./precision.ts";
import { refuseReading } from "./refuse_reading.ts";
import type { HostChoice, TracedVariable, TraceInput } from "./trace_inputs.ts";
import type { OpLoops, TraceOptions } from "./trace_options.ts";
import { type TracedValue, TracedValues } from "./traced_values.ts";
import { refuseValueShape } from "./value_shape.ts";
import { VariableUpdates } from "./variable_updates.ts";

/** A graph under construction that stands in for an eager context. */
export class Trace implements TracingContext {
  readonly library: Library;
  readonly devices: readonly Device[];
  device: string | null;
  outputs: BigUint64Array<ArrayBuffer> = new BigUint64Array(16);

  /** The graph. */
  readonly graph: Graph;
  /** Inputs in order, and the placeholders that stand for them. */
  readonly inputs: { readonly input: TraceInput; readonly placeholder: Output }[] = [];
  /** Variables that the traced code has used. */
  readonly variables = new Map<tf.Variable, TracedVariable>();
  /** Nodes that must have run when the function returns. */
  readonly effects: bigint[] = [];
  /** Functions that nodes call: branches, and bodies of loops. */
  readonly functions: GraphFunction[];
  /** What is to be done in JavaScript after each call. */
  readonly afterCall: (() => void)[];
  /** Conditions under which the trace no longer holds, such as another learning rate. */
  readonly assumptions: (() => boolean)[];
  /** Choices of JavaScript that the traced code went by: another choice has another trace. */
  readonly choices: HostChoice[];

  /** Ops that XLA lacks, and the lines that first note them. */
  readonly lacking: Map<string, string>;

  /** Images of which less may be computed. */
  readonly corners: Corners;
  /** Which nodes come after which. */
  readonly ancestry = new Ancestry();
  /** Ops that change variables where they lie. */
  readonly updates = new VariableUpdates(this);
  /** Whether XLA compiles the function as a whole. */
  readonly xla: boolean;
  /** Scales the loss of optimizers, if anything does. */
  readonly lossScale: LossScale | undefined;

  readonly #clusters: Clusters | undefined;
  readonly #loops: OpLoops | undefined;
  readonly #lacks: ((op: string) => boolean) | undefined;
  readonly #products: NarrowProducts | undefined;
  readonly #known: ReadonlyMap<object, tf.Variable>;
  /** Traces of branches and loops. */
  readonly #parts: Trace[] = [];
  readonly #values = new TracedValues();
  readonly #captured = new Map<object | bigint, bigint>();
  readonly #constants = new Constants(this);
  /** The op of the first tensor of strings. */
  readonly #strings: { op?: string };
  #seed: bigint | undefined;
  #draws = 0;

  /** Makes an empty trace for code that would else run in `context`. */
  constructor(context: OpContext, options: TraceOptions = {}) {
    const { parent, variables = new Map() } = options;
    this.library = context.library;
    this.devices = context.devices;
    this.device = context.device;
    this.xla = options.xla ?? parent?.xla ?? false;
    this.#strings = parent === undefined ? {} : parent.#strings;
    this.graph = new Graph(context.library);
    this.functions = parent?.functions ?? [];
    this.afterCall = parent?.afterCall ?? [];
    this.assumptions = parent?.assumptions ?? [];
    this.choices = parent?.choices ?? [];
    this.lacking = parent?.lacking ?? new Map();
    this.#lacks = options.lacks ?? (parent === undefined ? undefined : parent.#lacks);
    if (parent !== undefined) parent.#parts.push(this);
    this.lossScale = options.lossScale ?? parent?.lossScale;
    this.corners = new Corners(this, options.corners ?? parent?.corners.isOn ?? true);
    const clusters = options.clusters ?? (parent !== undefined && parent.#clusters !== undefined);
    this.#clusters = clusters ? new Clusters(this) : undefined;
    this.#loops = options.loops ?? (parent === undefined ? undefined : parent.#loops);
    const narrow = parent === undefined
      ? productType(options.precision ?? "float32")
      : parent.#products?.type;
    this.#products = narrow === undefined ? undefined : new NarrowProducts(this, narrow);
    this.#known = variables;
  }

  /** The op that has given the first tensor of strings; undefined if there is none. */
  get stringsFrom(): string | undefined {
    return this.#strings.op;
  }

  get narrowsProducts(): boolean {
    return this.#products !== undefined;
  }

  /** Nodes so far, those of branches and loops among them. */
  get size(): number {
    return this.#parts.reduce((size, part) => size + part.size, this.graph.size);
  }

  execute(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
    maxOutputs: number,
  ): number {
    const narrow = this.#products?.inputsOf(op, inputs);
    const count = this.#note(op, attrs, narrow ?? inputs, maxOutputs);
    if (narrow !== undefined) this.#products!.cast(this.outputs[0]!, DType.float32);
    this.corners.note(op, { attrs, inputs }, this.outputs[0]!);
    return count;
  }

  cornerAlone(images: bigint, size: PlaneSize): bigint | undefined {
    return this.corners.alone(images, size);
  }

  corner(images: bigint, size: PlaneSize): bigint {
    return this.corners.of(images, size);
  }

  together(name: string, inputs: readonly bigint[], body: Body): readonly bigint[] {
    return this.#clusters?.pays(inputs)
      ? this.#clusters.call(name, inputs, body)
      : body(this, inputs);
  }

  loop(loop: OpLoop): OpTurnResult {
    return this.#opLoops().loop(this, loop);
  }

  stack(list: bigint): bigint {
    return this.#opLoops().stack(this, list);
  }

  #opLoops(): OpLoops {
    if (this.#loops === undefined) throw new Error("Internal: this trace knows no loops");
    return this.#loops;
  }

  /** A trace of ops that go together, with nothing compiled on its own in it. */
  part(): Trace {
    return new Trace(this, { parent: this, clusters: false, xla: true });
  }

  /** Notes that a node reads a tensor. */
  noteReader(handle: bigint, operation: bigint): void {
    this.#values.at(handle).readers?.push(operation);
  }

  #note(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
    maxOutputs: number,
  ): number {
    const given = new Array<Output>(inputs.length);
    for (let i = 0; i < inputs.length; i++) given[i] = this.outputOf(inputs[i]!);
    const operation = this.addNode(op, { attrs, inputs: given });
    for (const handle of inputs) this.#values.at(handle).readers?.push(operation);
    const count = this.graph.outputCount(operation);
    if (count > maxOutputs) {
      throw new RangeError(`Internal: ${op} has ${count} outputs, and ${maxOutputs} were expected`);
    }
    if (count > this.outputs.length) this.outputs = new BigUint64Array(count);
    for (let index = 0; index < count; index++) {
      this.outputs[index] = this.enter({ operation, index }, op, inputs);
    }
    return count;
  }

  /** Adds a node, without the attributes that follow from its inputs, placed where ops are placed. */
  addNode(
    op: string,
    { attrs, inputs, controlInputs = [] }: {
      attrs: readonly OpAttr[];
      inputs: readonly Output[];
      controlInputs?: readonly bigint[];
    },
  ): bigint {
    if (this.#lacks?.(op) && !this.lacking.has(op)) this.lacking.set(op, callerLine());
    const free = freeAttrs(this.graph.opDefinition(op), attrs);
    const device = this.device === null ? {} : { device: this.device };
    const operation = this.graph.addNode(op, { attrs: free, inputs, controlInputs, ...device });
    this.ancestry.note(operation, inputs, controlInputs);
    return operation;
  }

  /**
   * The handle of a node's output. A shape that depends on values is an error once somebody asks for
   * it: some ops have such a result that nobody wants.
   *
   * @param op The op and its `inputs`, for that error.
   */
  enter(output: Output, op: string, inputs: readonly bigint[] = []): bigint {
    const dtype = this.graph.dtype(output);
    if (dtype === DType.resource || dtype === DType.variant) {
      return this.#add({ output, dtype, shape: [] });
    }
    const shape = this.graph.shape(output);
    if (shape !== null && !shape.includes(-1)) return this.#add({ output, dtype, shape });
    const before = inputs.map((input) => this.#values.at(input).shapeless).find((from) => from);
    const shapeless = before ?? { op, result: this.graph.describe(output) };
    return this.#add({ output, dtype, shape: null, shapeless });
  }

  /** The handle of a node's output whose dtype and shape TensorFlow cannot tell. */
  enterKnown(
    output: Output,
    { dtype, shape }: { dtype: number; shape: readonly number[] },
  ): bigint {
    this.graph.setShape(output, shape);
    return this.#add({ output, dtype, shape: [...shape] });
  }

  /** The handle of a value whose node is made when somebody wants it. */
  enterLater(
    { dtype, shape }: { dtype: number; shape: readonly number[] },
    make: () => Output,
  ): bigint {
    return this.#add({ output: null, dtype, shape: [...shape], make, readers: [] });
  }

  /** Where a traced tensor comes from. */
  outputOf(handle: bigint): Output {
    const value = this.#values.at(handle);
    return value.output ??= value.make!();
  }

  /** Nodes that read a tensor, that which makes it among them; none if nobody has wanted it yet. */
  readersOf(handle: bigint): bigint[] {
    const { output, readers = [] } = this.#values.at(handle);
    return output === null ? [] : [output.operation, ...readers];
  }

  /** Adds what waits for the end of the trace. */
  finish(): void {
    this.updates.finish();
  }

  /** Where the function's result comes from: never an input itself. */
  resultOf(handle: bigint): Output {
    const output = this.outputOf(handle);
    const isInput = this.inputs.some(({ placeholder }) =>
      placeholder.operation === output.operation
    );
    if (!isInput) return output;
    return { operation: this.graph.addNode("Identity", { inputs: [output] }), index: 0 };
  }

  /** Adds an input to the function. */
  addInput(
    input: TraceInput,
    { dtype, shape }: { dtype: number; shape: readonly number[] },
  ): bigint {
    const placeholder = this.graph.placeholder(dtype, shape);
    this.inputs.push({ input, placeholder });
    return this.#add({ output: placeholder, dtype, shape: [...shape] });
  }

  capture(record: TensorRecord, dataId: object): bigint {
    return this.captureOnce(dataId, () => {
      const variable = this.#known.get(dataId);
      if (variable !== undefined) return this.captureVariable(variable, record).before;
      if (record.owner instanceof Trace) {
        throw new TypeError(
          "Cannot use a tensor of another function that jit has traced: return it from that " +
            "function",
        );
      }
      return this.addInput({ kind: "tensor", dataId }, record);
    });
  }

  /** What stands here for something outside; `make` makes it when it is first wanted. */
  captureOnce(key: object | bigint, make: () => bigint): bigint {
    let handle = this.#captured.get(key);
    if (handle === undefined) this.#captured.set(key, handle = make());
    return handle;
  }

  isWithin(owner: OpContext): boolean {
    return owner === this;
  }

  /** What stands here for a value of `owner`: this trace, or one around it. */
  handleFrom(owner: Trace, handle: bigint): bigint {
    if (owner === this) return handle;
    throw new Error("Internal: a trace was given a handle of a trace that is not around it");
  }

  /** Refuses to change variables where that is not possible. */
  requireAssignable(): void {
    // Here it is.
  }

  /** Adds an input for a variable that the trace has not seen yet. */
  captureVariable(
    variable: tf.Variable,
    { dtype, shape }: { dtype: number; shape: readonly number[] },
  ): TracedVariable {
    const attrs = resourceAttrs(dtype, shape);
    const resource = { operation: this.graph.addNode("Placeholder", { attrs }), index: 0 };
    this.inputs.push({ input: { kind: "variable", variable }, placeholder: resource });
    const before = this.enterLater(
      { dtype, shape },
      () => this.readVariable(resource, { dtype, shape }),
    );
    const traced = { variable, resource, before };
    this.variables.set(variable, traced);
    return traced;
  }

  /** Adds a node that reads a variable after `controlInputs`. */
  readVariable(
    resource: Output,
    { dtype, shape }: { dtype: number; shape: readonly number[] },
    controlInputs: readonly bigint[] = [],
  ): Output {
    const attrs = [{ name: "dtype", type: AttrKind.type, value: dtype }];
    const operation = this.addNode("ReadVariableOp", { attrs, inputs: [resource], controlInputs });
    const output = { operation, index: 0 };
    this.graph.setShape(output, shape);
    return output;
  }

  createTensor(dtype: number, shape: readonly number[], data: TensorBytes): bigint {
    return this.#constants.of(dtype, shape, data);
  }

  /** The handle of a constant in the graph, whatever its size. */
  constant(dtype: number, shape: readonly number[], data: TensorBytes): bigint {
    return this.#add({ output: this.graph.constant(dtype, shape, data), dtype, shape: [...shape] });
  }

  /** A scalar that is asked for at each call. */
  number(value: () => number): bigint {
    return this.addInput({ kind: "number", value }, { dtype: DType.float32, shape: [] });
  }

  drawSeed(): bigint {
    this.#seed ??= this.makeSeed();
    // The second number counts calls, and the draws of each far above.
    const mark = BigInt64Array.of(0n, BigInt(this.#draws++) << 32n);
    this.execute("AddV2", [], [this.#seed, this.createTensor(DType.int64, [2], mark)], 1);
    return this.outputs[0]!;
  }

  /** How many random ops have drawn a seed so far. */
  get draws(): number {
    return this.#draws;
  }

  /** Notes ops that draw what those drew that were noted when there were `draws`. */
  drawAgain<T>(draws: number, note: () => T): T {
    const now = this.#draws;
    this.#draws = draws;
    try {
      return note();
    } finally {
      this.#draws = Math.max(now, this.#draws);
    }
  }

  /** The seed that all draws start from, when the first is made. */
  protected makeSeed(): bigint {
    return this.addInput({ kind: "seed" }, { dtype: DType.int64, shape: [2] });
  }

  refuseReading(): never {
    refuseReading();
  }

  read(): never {
    this.refuseReading();
  }

  dtype(handle: bigint): number {
    return this.#values.at(handle).dtype;
  }

  shape(handle: bigint): number[] {
    const { shape, shapeless } = this.#values.at(handle);
    return shape === null ? refuseValueShape(shapeless!) : [...shape];
  }

  describe(handle: bigint): string {
    return this.graph.describe(this.outputOf(handle));
  }

  share(handle: bigint): bigint {
    return handle;
  }

  deleteTensor(): void {
    // The graph is freed as a whole.
  }

  deviceOf(): string {
    return this.device ?? this.devices[0]!.name;
  }

  copyTo(handle: bigint, device: string): bigint {
    const operation = this.graph.addNode("Identity", { inputs: [this.outputOf(handle)], device });
    return this.enter({ operation, index: 0 }, "Identity");
  }

  /** Frees the graph. */
  dispose(): void {
    for (const part of this.#parts) part.dispose();
    this.graph.dispose();
  }

  #add(value: TracedValue): bigint {
    if (value.dtype === DType.string && value.output !== null) {
      this.#strings.op ??= this.graph.opOf(value.output.operation);
    }
    return this.#values.add(value);
  }
}
