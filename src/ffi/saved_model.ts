/**
 * SavedModels in a session of their own: TensorFlow's way to run one.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import { shapeText } from "../core/shape.ts";
import { readBuffer } from "./buffer.ts";
import type { SessionConfig } from "./config.ts";
import { Graph, type Output } from "./graph.ts";
import type { Library } from "./library.ts";
import {
  type Capture,
  type MetaGraph,
  readMetaGraph,
  readSavedModelFile,
  type Signature,
  type SignatureTensor,
} from "./meta_graph.ts";
import { AttrKind, attrStrings } from "./op_attrs.ts";
import { type Feed, Session, withSessionOptions } from "./session.ts";
import { cString, utf8 } from "./strings.ts";
import { deleteTensor, type HostTensor, newTensor, readTensor } from "./tensor.ts";

/** How a SavedModel is loaded. */
export interface SavedModelOptions {
  /** Tags of the graph to load. Default: `["serve"]`. */
  tags?: readonly string[];
  /** Configuration of the model's session. */
  config?: SessionConfig;
}

/** A variable of a SavedModel. */
export interface SavedVariable {
  /** Name that the model's author, or Keras, gave it. */
  name: string;
  /** Name of its node in the graph. */
  node: string;
  /** Number of `TF_DataType` of its value. */
  dtype: number;
  /** Axis lengths of its value, -1 where any length goes; null if not known. */
  shape: number[] | null;
  /** Whether the author marked it as trainable. */
  trainable: boolean;
}

/** A loaded SavedModel: graph, variables and signatures. */
export class SavedModelSession {
  /** Folder it was loaded from. */
  readonly directory: string;
  /** What the model says about itself. */
  readonly metaGraph: MetaGraph;
  /** The graph that the session runs. */
  readonly graph: Graph;
  readonly #session: Session;
  readonly #accessors = new Map<string, VariableAccess>();

  private constructor(directory: string, metaGraph: MetaGraph, session: Session) {
    this.directory = directory;
    this.metaGraph = metaGraph;
    this.graph = session.graph;
    this.#session = session;
  }

  /**
   * Loads the SavedModel in `directory` with its variables, tables and assets.
   *
   * @throws {TypeError} If there is no SavedModel, or none with these tags.
   * @throws {TensorFlowError} If TensorFlow cannot load it: an op it does not know, a damaged file.
   */
  static load(
    library: Library,
    directory: string,
    options: SavedModelOptions = {},
  ): SavedModelSession {
    const tags = options.tags ?? ["serve"];
    checkTags(readSavedModelFile(directory), directory, tags);
    const { symbols, status } = library;
    const graph = new Graph(library);
    let handle = 0n;
    try {
      const metaGraph = withSessionOptions(library, options.config ?? {}, (settings) =>
        readBuffer(
          library,
          (buffer) =>
            attrStrings(tags.map((tag) => `${tag}\0`), ({ pointers, count }) => {
              handle = symbols.TF_LoadSessionFromSavedModel(
                settings,
                0n,
                cString(directory),
                pointers,
                count,
                graph.handle,
                buffer,
                status.handle,
              );
            }),
          () => ({ op: `loading the SavedModel ${directory}` }),
        ));
      return new SavedModelSession(directory, readMetaGraph(metaGraph), new Session(graph, handle));
    } catch (error) {
      graph.dispose();
      throw error;
    }
  }

  /**
   * The signature called `name`.
   *
   * @throws {RangeError} If the model has none of that name.
   */
  signature(name: string): Signature {
    const signature = this.metaGraph.signatures.get(name);
    if (signature === undefined) {
      const names = [...this.metaGraph.signatures.keys()].join(", ") || "none";
      throw new RangeError(`The SavedModel does not have signature: ${name}`, {
        cause: `its signatures are ${names}`,
      });
    }
    return signature;
  }

  /**
   * Runs a signature on tensors of exactly the dtypes that it declares.
   *
   * @param inputs One tensor for each of the signature's inputs, by name.
   * @returns The signature's outputs by name.
   * @throws {TypeError} If an input is missing, unknown, or of another dtype or shape.
   */
  run(name: string, inputs: Record<string, HostTensor>): Record<string, HostTensor> {
    const { library } = this.graph;
    const signature = this.signature(name);
    checkInputs(name, signature, inputs);
    const feeds: Feed[] = [];
    try {
      for (const [key, { name: output }] of signature.inputs) {
        const { dtype, shape, data } = inputs[key]!;
        feeds.push({
          output: this.graph.output(output),
          tensor: newTensor(library, dtype, shape, data),
        });
      }
      const names = [...signature.outputs.keys()];
      const fetches = [...signature.outputs.values()].map((info) => this.graph.output(info.name));
      const tensors = this.runTensors(feeds, fetches);
      return Object.fromEntries(tensors.map((tensor, i) => [names[i], this.#take(tensor)]));
    } finally {
      for (const { tensor } of feeds) deleteTensor(library, tensor);
    }
  }

  /**
   * Runs parts of the model's graph.
   *
   * @param feeds Values by output; the caller still owns their tensors.
   * @returns One `TF_Tensor*` per fetch, which the caller deletes.
   */
  runTensors(
    feeds: readonly Feed[],
    fetches: readonly Output[],
    targets: readonly bigint[] = [],
  ): bigint[] {
    return this.#session.run(feeds, fetches, targets);
  }

  /** The variables that the model's signatures use, in the order of the graph. */
  variables(): SavedVariable[] {
    const { graph, metaGraph } = this;
    const captures = this.#captures();
    const taken = [...captures.values()].map(({ name }) => name);
    return [...this.#used()].flatMap((operation) => {
      if (!VARIABLE_OPS.has(graph.opOf(operation))) return [];
      const node = graph.nameOf(operation);
      const attrs = graph.nodeAttrs(operation);
      const capture = captures.get(operation);
      const unique = taken.filter((name) => name === capture?.name).length === 1;
      return [{
        name: unique ? capture!.name : attrs.text("shared_name") || node,
        node,
        dtype: attrs.type("dtype"),
        shape: attrs.shape("shape"),
        trainable: capture?.trainable ?? metaGraph.trainable.has(node),
      }];
    });
  }

  /** Operations that the signatures need. */
  #used(): Set<bigint> {
    const { graph, metaGraph } = this;
    const outputs = [...metaGraph.signatures.values()].flatMap((signature) =>
      [...signature.outputs.values()].map(({ name }) => graph.output(name))
    );
    return graph.neededBy(outputs);
  }

  /** What the object graph knows of the variables that functions are called with. */
  #captures(): Map<bigint, Capture> {
    const { graph, metaGraph } = this;
    const found = new Map<bigint, Capture>();
    if (metaGraph.captures.size === 0) return found;
    for (const operation of this.#used()) {
      if (!graph.opOf(operation).endsWith("PartitionedCall")) continue;
      const captures = metaGraph.captures.get(graph.nodeAttrs(operation).func("f") ?? "");
      if (captures === undefined) continue;
      const inputs = graph.inputsOf(operation);
      captures.forEach((capture, i) => {
        const input = inputs[inputs.length - captures.length + i];
        if (capture !== undefined && input !== undefined) found.set(input.operation, capture);
      });
    }
    return found;
  }

  /** The value of the variable at `node`. */
  readVariable(node: string): HostTensor {
    return this.readVariables([node])[0]!;
  }

  /** The values of the variables at `nodes`, in one run: each run of a large graph takes a while. */
  readVariables(nodes: readonly string[]): HostTensor[] {
    if (nodes.length === 0) return [];
    const fetches = nodes.map((node) => this.#access(node).read);
    return this.runTensors([], fetches).map((tensor) => this.#take(tensor));
  }

  /**
   * Gives the variable at `node` a new value, which later runs see.
   *
   * @throws {TypeError} If dtype or shape do not fit.
   */
  writeVariable(node: string, value: HostTensor): void {
    this.writeVariables([{ node, value }]);
  }

  /**
   * Gives variables new values, in one run.
   *
   * @throws {TypeError} If a dtype or shape does not fit; then none is written.
   */
  writeVariables(values: readonly { node: string; value: HostTensor }[]): void {
    for (const { node, value } of values) {
      const { declared } = this.#access(node);
      if (value.dtype === declared.dtype && fitsShape(value.shape, declared.shape)) continue;
      throw new TypeError(
        `Cannot write the variable ${node}: it is a ${describeTensor(declared)}, ` +
          `it was given a ${dtypeName(value.dtype)}${shapeText(value.shape)}`,
      );
    }
    if (values.length === 0) return;
    const { library } = this.graph;
    const feeds: Feed[] = [];
    try {
      for (const { node, value } of values) {
        const tensor = newTensor(library, value.dtype, value.shape, value.data);
        feeds.push({ output: this.#access(node).value, tensor });
      }
      this.runTensors(feeds, [], values.map(({ node }) => this.#access(node).assign));
    } finally {
      for (const { tensor } of feeds) deleteTensor(library, tensor);
    }
  }

  /**
   * Writes the model with its present variables to a new folder.
   *
   * @throws {TypeError} If the model has variables but no saver.
   */
  save(directory: string): void {
    const target = directory.replace(/[/\\]+$/, "");
    const { saver } = this.metaGraph;
    if (saver === undefined && this.variables().length > 0) {
      throw new TypeError(`Cannot save ${this.directory}: the model has no way to save variables`);
    }
    Deno.mkdirSync(`${target}/variables`, { recursive: true });
    copyFiles(this.directory, target);
    if (saver === undefined) return;
    const { library } = this.graph;
    const path = utf8(`${target}/variables/variables`);
    const tensor = newTensor(library, DType.string, [], [path]);
    try {
      const output = this.graph.output(saver.filename);
      const [saved] = this.runTensors([{ output, tensor }], [this.graph.output(saver.save)]);
      deleteTensor(library, saved!);
    } finally {
      deleteTensor(library, tensor);
    }
  }

  /** Frees session, variables and graph. */
  dispose(): void {
    this.#session.dispose();
    this.graph.dispose();
  }

  /** Frees the model at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #take(tensor: bigint): HostTensor {
    try {
      return readTensor(this.graph.library, tensor);
    } finally {
      deleteTensor(this.graph.library, tensor);
    }
  }

  /** Nodes that read and write a variable, added to the graph when they are first wanted. */
  #access(node: string): VariableAccess {
    let access = this.#accessors.get(node);
    if (access === undefined) {
      const { graph } = this;
      const variable = graph.output(node);
      const isResource = graph.opOf(variable.operation) === "VarHandleOp";
      const attrs = graph.nodeAttrs(variable.operation);
      const dtype = attrs.type("dtype");
      const declared = { dtype, shape: attrs.shape("shape") };
      const value = graph.placeholder(dtype, null, `tensaur/value/${node}`);
      const type = { name: "dtype", type: AttrKind.type, value: dtype };
      const inputs = [variable, value];
      // Names of our own: the graph may have any others.
      const name = `tensaur/assign/${node}`;
      access = isResource
        ? {
          read: {
            operation: graph.addNode("ReadVariableOp", {
              name: `tensaur/read/${node}`,
              inputs: [variable],
              attrs: [type],
            }),
            index: 0,
          },
          assign: graph.addNode("AssignVariableOp", { name, inputs, attrs: [type] }),
          value,
          declared,
        }
        : { read: variable, assign: graph.addNode("Assign", { name, inputs }), value, declared };
      this.#accessors.set(node, access);
    }
    return access;
  }
}

interface VariableAccess {
  read: Output;
  assign: bigint;
  value: Output;
  declared: Pick<SignatureTensor, "dtype" | "shape">;
}

/** Ops that are variables: of TensorFlow 2, and the two of TensorFlow 1. */
const VARIABLE_OPS = new Set(["VarHandleOp", "VariableV2", "Variable"]);

function checkTags(graphs: MetaGraph[], directory: string, tags: readonly string[]): void {
  const key = (list: readonly string[]) => [...list].sort().join();
  if (graphs.some((graph) => key(graph.tags) === key(tags))) return;
  const known = graphs.map((graph) => `[${graph.tags.join(", ")}]`).join(" and ");
  throw new TypeError(`The SavedModel does not have tags: ${tags.join()}`, {
    cause: `the tags of the graphs in ${directory} are ${known || "none"}`,
  });
}

function checkInputs(
  name: string,
  { inputs: wanted }: Signature,
  given: Record<string, HostTensor>,
): void {
  const list = (names: Iterable<string>) => [...names].join(", ") || "none";
  const unknown = Object.keys(given).filter((key) => !wanted.has(key));
  if (unknown.length > 0 || wanted.size !== Object.keys(given).length) {
    throw new TypeError(
      `Cannot run the signature ${name}: its inputs are ${list(wanted.keys())}, ` +
        `it was given ${list(Object.keys(given))}`,
    );
  }
  for (const [key, tensor] of wanted) {
    const { dtype, shape } = given[key]!;
    if (dtype !== tensor.dtype || !fitsShape(shape, tensor.shape)) {
      throw new TypeError(
        `Cannot run the signature ${name}: its input ${key} is a ${describeTensor(tensor)}, ` +
          `it was given a ${dtypeName(dtype)}${shapeText(shape)}`,
      );
    }
  }
}

/** Dtype and shape of a signature's tensor as text, such as `int64[-1,3]`. */
export function describeTensor(
  { dtype, shape }: Pick<SignatureTensor, "dtype" | "shape">,
): string {
  return dtypeName(dtype) + (shape === null ? "[...]" : shapeText(shape));
}

/** Whether a tensor of `shape` may be given where `wanted` is asked for. */
export function fitsShape(shape: readonly number[], wanted: readonly number[] | null): boolean {
  return wanted === null ||
    (shape.length === wanted.length &&
      wanted.every((length, axis) => length < 0 || length === shape[axis]));
}

/** Copies a SavedModel's files but for the variables. */
function copyFiles(from: string, to: string): void {
  for (const entry of Deno.readDirSync(from)) {
    if (entry.isFile) Deno.copyFileSync(`${from}/${entry.name}`, `${to}/${entry.name}`);
    else if (entry.isDirectory && entry.name !== "variables") {
      Deno.mkdirSync(`${to}/${entry.name}`, { recursive: true });
      copyFiles(`${from}/${entry.name}`, `${to}/${entry.name}`);
    }
  }
}
