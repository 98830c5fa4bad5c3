/**
 * Functions: graphs that run like one op.
 *
 * @module
 */

import { readBuffer } from "./buffer.ts";
import type { EagerContext } from "./eager.ts";
import type { Graph } from "./graph.ts";
import type { Library } from "./library.ts";
import { Native } from "./native.ts";
import { AttrKind, type OpAttr } from "./op_attrs.ts";
import { type Output, outputArray } from "./output.ts";
import { cString, readCString } from "./strings.ts";

/** What of a graph becomes a function. */
export interface FunctionOptions {
  /** Arguments: outputs (mostly placeholders) that the function's caller gives. */
  inputs: readonly Output[];
  /** Results. */
  outputs: readonly Output[];
  /** Operations of the body; by default all in the graph but the inputs' own. */
  operations?: readonly bigint[];
  /** Operations that must have run when the function returns, such as assignments. */
  controlOutputs?: readonly bigint[];
}

/** A `TF_Function`: the definition, and the contexts in which it can be called. */
export class GraphFunction {
  /** Library that the function belongs to. */
  readonly library: Library;
  /** Name under which the function is called, as if it were an op. */
  readonly name: string;
  readonly #native: Native;
  readonly #contexts = new Set<EagerContext>();

  private constructor(library: Library, handle: bigint) {
    this.library = library;
    const { TF_DeleteFunction, TF_FunctionName } = library.symbols;
    this.name = readCString(TF_FunctionName(handle));
    this.#native = new Native("function", handle, (pointer) => TF_DeleteFunction(pointer));
  }

  /**
   * Makes a function of a graph, which may be disposed afterwards.
   *
   * @param name Unique among the functions and ops of the contexts that will call it.
   * @throws {TensorFlowError} If the body needs a value that is neither in it nor an input.
   */
  static fromGraph(graph: Graph, name: string, options: FunctionOptions): GraphFunction {
    const { symbols, status } = graph.library;
    const { inputs, outputs, operations, controlOutputs = [] } = options;
    const handle = symbols.TF_GraphToFunctionWithControlOutputs(
      graph.handle,
      cString(name),
      0,
      operations?.length ?? -1,
      operations === undefined ? null : operationArray(operations),
      inputs.length,
      outputArray(inputs),
      outputs.length,
      outputArray(outputs),
      null,
      controlOutputs.length,
      operationArray(controlOutputs),
      null,
      0n,
      0n,
      status.handle,
    );
    status.check(() => ({
      op: `TF_GraphToFunction for ${name}`,
      inputs: inputs.map((input) => graph.describe(input)),
    }));
    return new GraphFunction(graph.library, handle);
  }

  /**
   * Makes a function of an encoded `FunctionDef`.
   *
   * @throws {TensorFlowError} If the bytes are no function definition.
   */
  static fromFunctionDef(library: Library, definition: Uint8Array<ArrayBuffer>): GraphFunction {
    const { symbols, status } = library;
    const length = BigInt(definition.byteLength);
    const handle = symbols.TF_FunctionImportFunctionDef(definition, length, status.handle);
    status.check(() => ({ op: "TF_FunctionImportFunctionDef" }));
    return new GraphFunction(library, handle);
  }

  /** The `TF_Function*`. */
  get handle(): bigint {
    return this.#native.pointer;
  }

  /** The function as an encoded `FunctionDef`. */
  toFunctionDef(): Uint8Array<ArrayBuffer> {
    const { symbols, status } = this.library;
    return readBuffer(
      this.library,
      (buffer) => symbols.TF_FunctionToFunctionDef(this.handle, buffer, status.handle),
      () => ({ op: `TF_FunctionToFunctionDef of ${this.name}` }),
    );
  }

  /**
   * Makes the function callable in `context`: by its name, or faster through
   * {@linkcode functionCall}.
   *
   * @throws {TensorFlowError} If the context has another function of that name.
   */
  register(context: EagerContext): void {
    if (this.#contexts.has(context)) return;
    const { symbols, status } = this.library;
    symbols.TFE_ContextAddFunction(context.handle, this.handle, status.handle);
    status.check(() => ({ op: `TFE_ContextAddFunction of ${this.name}` }));
    this.#contexts.add(context);
  }

  /** Sets an attribute of the function to an encoded `AttrValue`; before it is registered. */
  setAttr(name: string, value: Uint8Array<ArrayBuffer>): void {
    const { symbols, status } = this.library;
    const length = BigInt(value.byteLength);
    symbols.TF_FunctionSetAttrValueProto(this.handle, cString(name), value, length, status.handle);
    status.check(() => ({ op: `setting ${name} of ${this.name}` }));
  }

  /** Makes the function callable from the nodes of `graph`. */
  copyTo(graph: Graph): void {
    const { symbols, status } = this.library;
    symbols.TF_GraphCopyFunction(graph.handle, this.handle, 0n, status.handle);
    status.check(() => ({ op: `TF_GraphCopyFunction of ${this.name}` }));
  }

  /** Frees the function and takes it out of the contexts that know it. */
  dispose(): void {
    if (this.#native.disposed) return;
    const { symbols, status } = this.library;
    for (const context of this.#contexts) {
      if (context.disposed) continue;
      symbols.TFE_ContextRemoveFunction(context.handle, cString(this.name), status.handle);
      status.check(() => ({ op: `TFE_ContextRemoveFunction of ${this.name}` }));
    }
    this.#contexts.clear();
    this.#native.dispose();
  }

  /** Frees the function at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Operations as a C array of `TF_Operation*`, never empty so that its address is valid. */
function operationArray(operations: readonly bigint[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(BigUint64Array.from([...operations, 0n]).buffer);
}

/**
 * Attributes for calling a function by its name with the rewrites of its graph.
 *
 * What TensorFlow has made of the function is freed with it; a context keeps the kernels of
 * {@linkcode FUNCTION_CALL} until it is freed itself, a fifth of a megabyte for a small function.
 *
 * @param config An encoded `ConfigProto` (see {@linkcode encodeConfig}) for the rewrites.
 */
export function namedCall(config: Uint8Array): OpAttr[] {
  // Without the attribute the graph is run as it is.
  return [
    { name: "config_proto", type: AttrKind.string, value: config },
    { name: "executor_type", type: AttrKind.string, value: "" },
  ];
}

/** What {@linkcode functionCall} must know of a function. */
export interface FunctionCallOptions {
  /** Dtypes of the arguments. */
  inputs: readonly number[];
  /** Dtypes of the results. */
  outputs: readonly number[];
  /** An encoded `ConfigProto` (see {@linkcode encodeConfig}) for the rewrites of its graph. */
  config?: Uint8Array;
}

/** Op through which a function's graph is rewritten and optimised before it runs. */
export const FUNCTION_CALL = "StatefulPartitionedCall";

/** Attributes of {@linkcode FUNCTION_CALL} for calling the function `name`. */
export function functionCall(name: string, options: FunctionCallOptions): OpAttr[] {
  return [
    { name: "Tin", type: AttrKind.type, value: options.inputs },
    { name: "Tout", type: AttrKind.type, value: options.outputs },
    { name: "f", type: AttrKind.func, value: name },
    { name: "config", type: AttrKind.string, value: "" },
    { name: "config_proto", type: AttrKind.string, value: options.config ?? "" },
    { name: "executor_type", type: AttrKind.string, value: "" },
  ];
}
