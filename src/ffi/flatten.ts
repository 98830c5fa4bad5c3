/**
 * A signature of a SavedModel as one flat graph: calls of functions replaced by their bodies,
 * variables by placeholders for their values. TensorFlow's C++ library can differentiate that.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import { attrFunctions, renameAttrFunctions } from "./attr_value.ts";
import { addDifferentiable } from "./differentiable_ops.ts";
import { GraphFunction } from "./function.ts";
import {
  type EncodedFunction,
  type EncodedNode,
  graphFunctions,
  graphNodes,
  renameFunction,
} from "./function_library.ts";
import { Graph, type Output } from "./graph.ts";
import { AttrKind, type OpAttr } from "./op_attrs.ts";
import type { SavedModelSession, SavedVariable } from "./saved_model.ts";
import { StaticValues } from "./static_values.ts";
import { runTensorList, type TensorList } from "./tensor_list.ts";

/** A signature as one graph. */
export interface FlatSignature {
  /** The graph; the caller disposes it. */
  graph: Graph;
  /** A placeholder for each of the signature's inputs, in its order. */
  inputs: Output[];
  /** The variables that the signature reads, each with a placeholder for its value. */
  variables: { variable: SavedVariable; value: Output }[];
  /** The signature's outputs, in its order. */
  outputs: Output[];
  /** Functions that loops and branches still call; to be registered where the graph runs. */
  functions: GraphFunction[];
}

/**
 * Flattens the signature `name` of `model`.
 *
 * @throws {TypeError} If the signature writes a variable, or uses a table, a dataset or another
 * resource that lives in the model's own session.
 */
export function flattenSignature(model: SavedModelSession, name: string): FlatSignature {
  return new Flattener(model).flatten(name);
}

/** What a name in the model stands for: a tensor, a variable's handle, or a list of tensors. */
type Value = Output | { variable: string } | TensorList;

/** Rounds after which a loop is not unrolled any more. */
const MOST_ROUNDS = 1000;

/** Nodes that see each other's names: the model's graph, or one call of a function. */
interface Body {
  nodes: Map<string, EncodedNode>;
  /** Values of each node that was added, and of a function's arguments. */
  values: Map<string, Value[]>;
  /** What stands before the nodes' names in the flat graph. */
  prefix: string;
}

/** Number of the next flat graph in this process; the functions in it need names of their own. */
let nextId = 0;

class Flattener {
  readonly #model: SavedModelSession;
  readonly #graph: Graph;
  readonly #functions: Map<string, EncodedFunction>;
  readonly #variables: Map<string, SavedVariable>;
  readonly #read = new Map<string, Output>();
  readonly #copied = new Map<string, GraphFunction>();
  readonly #suffix = `_flat${nextId++}`;
  readonly #known: StaticValues;
  #calls = 0;

  constructor(model: SavedModelSession) {
    this.#model = model;
    this.#graph = new Graph(model.graph.library);
    this.#known = new StaticValues(this.#graph);
    this.#functions = graphFunctions(model.metaGraph.graphDef);
    this.#variables = new Map(model.variables().map((variable) => [variable.node, variable]));
  }

  flatten(name: string): FlatSignature {
    try {
      const signature = this.#model.signature(name);
      const nodes = graphNodes(this.#model.metaGraph.graphDef);
      const body: Body = {
        nodes: new Map(nodes.map((node) => [node.name, node])),
        values: new Map(),
        prefix: "",
      };
      const inputs = [...signature.inputs.values()].map((input, i) => {
        const [node = "", index = "0"] = input.name.split(":");
        const placeholder = this.#graph.placeholder(input.dtype, input.shape, `tensaur_input_${i}`);
        const values = body.values.get(node) ?? [];
        values[Number(index)] = placeholder;
        body.values.set(node, values);
        return placeholder;
      });
      const wanted = [...signature.outputs.values()].map((output) => output.name);
      this.#add(body, wanted);
      const outputs = wanted.map((output) => this.#tensor(this.#value(body, output), output));
      const variables = [...this.#read].map(([node, value]) => ({
        variable: this.#variables.get(node)!,
        value,
      }));
      const functions = [...this.#copied.values()];
      return { graph: this.#graph, inputs, variables, outputs, functions };
    } catch (error) {
      this.#graph.dispose();
      for (const copy of this.#copied.values()) copy.dispose();
      throw error;
    }
  }

  /** Adds what the tensors `wanted` need: each node after its inputs, without recursion. */
  #add(body: Body, wanted: readonly string[]): void {
    const stack = wanted.map(nodeOf);
    while (stack.length > 0) {
      const name = stack.at(-1)!;
      const node = body.nodes.get(name);
      if (body.values.has(name) || node === undefined) {
        stack.pop();
        continue;
      }
      const missing = tensorInputs(node).map(nodeOf).filter((input) =>
        !body.values.has(input) && body.nodes.has(input)
      );
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      stack.pop();
      const inputs = tensorInputs(node).map((input) => this.#value(body, input));
      body.values.set(name, this.#addNode(body, node, inputs));
    }
  }

  /** What the tensor called `name` is; in a function names have the form `node:result:index`. */
  #value(body: Body, name: string): Value {
    const [node = "", result, index] = name.split(":");
    const values = body.values.get(node);
    let position = Number(result ?? 0);
    if (index !== undefined) {
      position = this.#resultStart(body.nodes.get(node)!, result!) + Number(index);
    }
    const value = values?.[position];
    if (value === undefined) {
      throw new TypeError(`Internal: the SavedModel's graph has no tensor ${name}`);
    }
    return value;
  }

  /** Where the result `name` begins in the row of all results of `node`. */
  #resultStart(node: EncodedNode, name: string): number {
    // A function that is called like an op has results of one tensor each.
    const results = this.#functions.get(node.op)?.outputs ??
      this.#graph.opDefinition(node.op).outputs;
    let start = 0;
    for (const result of results) {
      if (result.name === name) return start;
      if (result.numberAttr) start += node.attrs.int(result.numberAttr);
      else if (result.typeListAttr) start += node.attrs.types(result.typeListAttr).length;
      else start++;
    }
    throw new TypeError(`Internal: the op ${node.op} has no result ${name}`);
  }

  #addNode(body: Body, node: EncodedNode, inputs: Value[]): Value[] {
    const called = this.#functions.get(node.attrs.func("f") ?? "");
    if (called !== undefined && CALLS.has(node.op)) return this.#inline(body, node, called, inputs);
    const named = this.#functions.get(node.op);
    if (named !== undefined) return this.#inline(body, node, named, inputs);
    if (VARIABLES.has(node.op)) {
      return [node.op === "VarHandleOp" ? { variable: node.name } : this.#variable(node.name)];
    }
    if (LOOPS.has(node.op)) {
      const results = this.#unroll(body, node, inputs);
      if (results !== undefined) return results;
    }
    if (inputs.every((input) => !("variable" in input))) {
      const call = { node, inputs: inputs as (Output | TensorList)[], known: this.#known };
      const result = runTensorList(this.#graph, call);
      if (result !== undefined) return [result];
    }
    const first = inputs[0];
    if (first !== undefined && "variable" in first) {
      if (PASSES.has(node.op)) return inputs;
      const added = this.#addRead(node, first.variable, inputs.slice(1));
      if (added !== undefined) return [added];
    }
    if (WRITES.test(node.op)) {
      throw new TypeError(
        `Cannot differentiate the SavedModel: it changes a variable while it runs ` +
          `(${node.op} ${node.name}); export a signature that does not`,
      );
    }
    const tensors = inputs.map((input) => this.#tensor(input, `${node.op} ${node.name}`));
    return this.#copyNode(body, node, tensors);
  }

  /** The value of the variable at `node`, a placeholder in the flat graph. */
  #variable(node: string): Output {
    let value = this.#read.get(node);
    if (value === undefined) {
      const variable = this.#variables.get(node);
      if (variable === undefined) {
        throw new TypeError(`Internal: the SavedModel has no variable at ${node}`);
      }
      const name = `tensaur_variable_${this.#read.size}`;
      value = this.#graph.placeholder(variable.dtype, variable.shape, name);
      this.#read.set(node, value);
    }
    return value;
  }

  /** An op that reads a variable by its handle, on the value instead; undefined if it is none. */
  #addRead(node: EncodedNode, variable: string, rest: Value[]): Output | undefined {
    const tensors = () => rest.map((input) => this.#tensor(input, node.name));
    switch (node.op) {
      case "ReadVariableOp":
        return this.#variable(variable);
      case "ResourceGather": {
        const batchDims = node.attrs.int("batch_dims");
        const axis = this.#graph.constant(DType.int32, [], Int32Array.of(batchDims));
        const attrs = [{ name: "batch_dims", type: AttrKind.int, value: batchDims }];
        const inputs = [this.#variable(variable), ...tensors(), axis];
        return { operation: this.#graph.addNode("GatherV2", { inputs, attrs }), index: 0 };
      }
      case "ResourceGatherNd": {
        const inputs = [this.#variable(variable), ...tensors()];
        return { operation: this.#graph.addNode("GatherNd", { inputs }), index: 0 };
      }
      case "VariableShape": {
        const inputs = [this.#variable(variable)];
        const type = node.attrs.type("out_type") || DType.int32;
        const attrs = [{ name: "out_type", type: AttrKind.type, value: type }];
        return { operation: this.#graph.addNode("Shape", { inputs, attrs }), index: 0 };
      }
      default:
        return undefined;
    }
  }

  /**
   * Repeats the body of a loop as often as it runs: TensorFlow's C++ library cannot go back through
   * a loop. Undefined if that depends on what the model is given.
   */
  #unroll(body: Body, node: EncodedNode, inputs: Value[]): Value[] | undefined {
    const condition = this.#functions.get(node.attrs.func("cond") ?? "");
    const round = this.#functions.get(node.attrs.func("body") ?? "");
    if (condition === undefined || round === undefined) return undefined;
    let values = inputs;
    for (let rounds = 0; rounds <= MOST_ROUNDS; rounds++) {
      const [test] = this.#inline(body, node, condition, values);
      const goesOn = this.#known.scalar(this.#tensor(test!, node.name));
      if (goesOn === undefined) return undefined;
      if (goesOn === 0) return values;
      values = this.#inline(body, node, round, values);
    }
    return undefined;
  }

  #tensor(value: Value, where: string): Output {
    if ("list" in value) {
      throw new TypeError(
        `Cannot differentiate the SavedModel: ${where} uses a list of tensors in a loop whose ` +
          "number of rounds depends on the input, or in a way that is not known here",
      );
    }
    if (!("variable" in value)) return value;
    throw new TypeError(
      `Cannot differentiate the SavedModel: ${where} uses the variable ${value.variable} ` +
        "by its handle, in a loop, a branch or an op that is not known here",
    );
  }

  #inline(body: Body, node: EncodedNode, called: EncodedFunction, inputs: Value[]): Value[] {
    const inner: Body = {
      nodes: new Map(called.nodes.map((one) => [one.name, one])),
      values: new Map(called.inputs.map(({ name }, i) => [name, [inputs[i]!]])),
      prefix: `${body.prefix}${node.name}_${this.#calls++}/`,
    };
    // What runs only for its effect is not copied; if it writes a variable, that would be missed.
    for (const one of called.nodes) {
      if (WRITES.test(one.op)) this.#addNode(inner, one, []);
    }
    this.#add(inner, called.results);
    return called.results.map((result) => this.#value(inner, result));
  }

  #copyNode(body: Body, node: EncodedNode, inputs: Output[]): Output[] {
    if (SESSION_RESOURCES.test(node.op)) {
      throw new TypeError(
        `Cannot differentiate the SavedModel: ${node.op} ${node.name} lives in the model's own ` +
          "session; predict() works as long as no variables were asked for",
      );
    }
    const known = new Set(this.#graph.opDefinition(node.op).attrs.map(({ name }) => name));
    const attrs: OpAttr[] = [];
    for (const [name, value] of node.attrs.values) {
      if (!known.has(name)) continue;
      for (const called of attrFunctions(value)) this.#copyFunction(called);
      const renamed = renameAttrFunctions(value, (called) => this.#newName(called));
      attrs.push({ name, type: AttrKind.proto, value: renamed });
    }
    const name = body.prefix + node.name;
    const rewritten = addDifferentiable(this.#graph, node.op, { name, attrs, inputs });
    if (rewritten !== undefined) return rewritten;
    const operation = this.#graph.addNode(node.op, { name, attrs, inputs });
    return Array.from(
      { length: this.#graph.outputCount(operation) },
      (_, index) => ({ operation, index }),
    );
  }

  /** Copies a function that a loop or a branch calls, and those that it calls. */
  #copyFunction(name: string): void {
    const called = this.#functions.get(name);
    if (called === undefined || this.#copied.has(name)) return;
    const { library } = this.#graph;
    const encoded = renameFunction(called.encoded, (inner) => this.#newName(inner));
    const copy = GraphFunction.fromFunctionDef(library, encoded);
    this.#copied.set(name, copy);
    for (const node of called.nodes) {
      this.#copyFunction(node.op);
      for (const value of node.attrs.values.values()) {
        for (const inner of attrFunctions(value)) this.#copyFunction(inner);
      }
    }
    copy.copyTo(this.#graph);
  }

  /** Two models may have different functions of one name; one context runs them both. */
  #newName(name: string): string {
    return this.#functions.has(name) ? name + this.#suffix : name;
  }
}

/** Ops that call the function in their attribute `f`, once and with their own inputs. */
const CALLS = new Set(["PartitionedCall", "StatefulPartitionedCall"]);

/** Ops that call a function as long as another one says so. */
const LOOPS = new Set(["While", "StatelessWhile"]);

/** Ops that are variables. */
const VARIABLES = new Set(["VarHandleOp", "VariableV2", "Variable"]);

/** Ops that hand a variable's handle on. */
const PASSES = new Set(["Identity", "StopGradient"]);

/** Ops that change a variable. */
const WRITES =
  /^(Assign|AssignAdd|AssignSub|Assign(Add|Sub)?VariableOp|ResourceScatter.*|Scatter(Add|Sub|Mul|Div|Min|Max|Update)|Resource(Sparse)?Apply.*|(Sparse)?Apply[A-Z].*|ResourceStridedSliceAssign)$/;

/** Ops that make a resource which the model's session holds. */
const SESSION_RESOURCES = /HashTable|LookupTable|Dataset|Iterator|Queue|Barrier|StagingArea/;

/** The node in the name of a tensor. */
function nodeOf(tensor: string): string {
  return tensor.split(":")[0]!;
}

/** Inputs that are tensors. What must only run first has no effect on values that are not written. */
function tensorInputs(node: EncodedNode): string[] {
  return node.inputs.filter((input) => !input.startsWith("^"));
}
