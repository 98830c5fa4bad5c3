/**
 * The graph of a SavedModel: variables, calls of the signatures' functions, saving and restoring.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import { functionCall, GraphFunction } from "../../ffi/function.ts";
import type { Graph, Output } from "../../ffi/graph.ts";
import { AttrKind, type OpAttr } from "../../ffi/op_attrs.ts";
import { utf8 } from "../../ffi/strings.ts";
import { checkpointKey, type ModelVariable } from "./object_graph.ts";
import type { NamedTensor, TracedSignature } from "./traced_signature.ts";

/** Key of the objects in a checkpoint. */
export const OBJECTS_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";

/** Names of the nodes by which a model is saved and restored. */
export const Saver = {
  filename: "saver_filename",
  save: "saver/path",
  restore: "saver/restore_all",
} as const;

/** Node that runs when a model is loaded, and does nothing. */
export const INIT = "NoOp";

/** A signature in the graph. */
export interface PlacedSignature {
  readonly name: string;
  /** Tensors, and what they are called in the graph. */
  readonly inputs: readonly (NamedTensor & { readonly node: string })[];
  readonly outputs: readonly (NamedTensor & { readonly node: string })[];
}

/** Makes names of nodes out of any text, no two the same. */
export class NodeNames {
  readonly #taken = new Set<string>([INIT, ...Object.values(Saver)]);

  /** A name like `text`. */
  unique(text: string): string {
    const plain = text.replaceAll(/[^A-Za-z0-9_.\-/]/g, "_").replace(/^(?![A-Za-z0-9.])/, "v");
    let name = plain;
    for (let i = 1; this.#taken.has(name); i++) name = `${plain}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** Adds a node for each variable. */
export function addVariables(graph: Graph, variables: readonly ModelVariable[]): Output[] {
  return variables.map(({ name, dtype, shape }) => {
    const attrs: OpAttr[] = [
      { name: "container", type: AttrKind.string, value: "" },
      { name: "shared_name", type: AttrKind.string, value: name },
      { name: "dtype", type: AttrKind.type, value: dtype },
      { name: "shape", type: AttrKind.shape, value: shape },
    ];
    return { operation: graph.addNode("VarHandleOp", { name, attrs }), index: 0 };
  });
}

/** Adds calls of a signature's function, one for each of its names. */
export function addCalls(
  graph: Graph,
  names: NodeNames,
  signature: TracedSignature & { readonly resources: readonly Output[] },
): PlacedSignature[] {
  const { inputs, outputs, resources } = signature;
  const { library } = graph;
  for (const definition of signature.definitions) {
    const copy = definition.slice();
    using one = GraphFunction.fromFunctionDef(library, copy);
    one.copyTo(graph);
  }
  return signature.names.map((name) => {
    const placed = inputs.map((input) => {
      const node = names.unique(`${name}_${input.name}`);
      return { ...input, node, output: graph.placeholder(input.dtype, input.shape, node) };
    });
    const call = names.unique(`${name}_call`);
    graph.addNode("StatefulPartitionedCall", {
      name: call,
      inputs: [...placed.map(({ output }) => output), ...resources],
      attrs: functionCall(signature.function, {
        inputs: [...inputs.map(({ dtype }) => dtype), ...resources.map(() => DType.resource)],
        outputs: outputs.map(({ dtype }) => dtype),
      }),
    });
    return {
      name,
      inputs: placed.map(({ output: _, ...input }) => ({ ...input, node: `${input.node}:0` })),
      outputs: outputs.map((output, i) => ({ ...output, node: `${call}:${i}` })),
    };
  });
}

/** Adds the nodes by which variables are saved and restored. */
export function addSaver(
  graph: Graph,
  { variables, resources, objects }: {
    readonly variables: readonly ModelVariable[];
    readonly resources: readonly Output[];
    /** An encoded `TrackableObjectGraph`. */
    readonly objects: Uint8Array<ArrayBuffer>;
  },
): void {
  const filename = graph.placeholder(DType.string, [], Saver.filename);
  const texts = (values: readonly string[]) =>
    graph.constant(DType.string, [values.length], values.map(utf8));
  const typeOf = (dtype: number) => [{ name: "dtype", type: AttrKind.type, value: dtype }];
  const types = variables.map(({ dtype }) => dtype);
  const reads = resources.map((resource, i): Output => ({
    operation: graph.addNode("ReadVariableOp", { inputs: [resource], attrs: typeOf(types[i]!) }),
    index: 0,
  }));
  const keys = variables.map(checkpointKey);
  const all = [...keys, OBJECTS_KEY];
  const save = graph.addNode("SaveV2", {
    inputs: [
      filename,
      texts(all),
      texts(all.map(() => "")),
      ...reads,
      graph.constant(DType.string, [], [objects]),
    ],
    attrs: [],
  });
  graph.addNode("Identity", { name: Saver.save, inputs: [filename], controlInputs: [save] });
  const restored = keys.length === 0 ? 0n : graph.addNode("RestoreV2", {
    inputs: [filename, texts(keys), texts(keys.map(() => ""))],
    attrs: [{ name: "dtypes", type: AttrKind.type, value: types }],
  });
  const controlInputs = resources.map((resource, index) =>
    graph.addNode("AssignVariableOp", {
      inputs: [resource, { operation: restored, index }],
      attrs: [],
    })
  );
  graph.addNode("NoOp", { name: Saver.restore, controlInputs });
}
