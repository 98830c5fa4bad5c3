/**
 * Graphs without what every reader knows: attributes with their defaults, and devices of this machine.
 * TensorFlow of another version reads a graph whose ops have since got further attributes.
 *
 * @module
 */

import type { Graph } from "../../ffi/graph.ts";
import {
  editFields,
  fieldBytes,
  fieldText,
  messageFields,
  MessageWriter,
} from "../../ffi/protobuf.ts";
import { Node } from "./encode.ts";
import { sameBytes } from "./merge_shapes.ts";

/** Numbers of the fields of a `GraphDef`. */
const GraphDef = { node: 1, library: 2 } as const;
/** Nodes in a function, functions in a library. */
const FUNCTION_NODE = 3;
const LIBRARY_FUNCTION = 1;

/** An encoded `GraphDef` without them, in the graph and in its functions. */
export function stripDefaults(graph: Graph, graphDef: Uint8Array): Uint8Array<ArrayBuffer> {
  const strip = (node: Uint8Array) => stripNode(graph, node);
  return editFields(graphDef, {
    [GraphDef.node]: strip,
    [GraphDef.library]: (library) =>
      editFields(library, {
        [LIBRARY_FUNCTION]: (definition) => editFields(definition, { [FUNCTION_NODE]: strip }),
      }),
  });
}

function stripNode(graph: Graph, node: Uint8Array): Uint8Array {
  const { attrs } = graph.opDefinition(fieldText(node, Node.op));
  const kept = new MessageWriter();
  for (const { number, bytes, encoded } of messageFields(node)) {
    if (number === Node.device) continue;
    if (number === Node.attr) {
      const name = fieldText(bytes, 1);
      const known = attrs.find((attr) => attr.name === name)?.default;
      const value = fieldBytes(bytes, 2) ?? new Uint8Array();
      if (known !== undefined && sameBytes(known, value)) continue;
    }
    kept.encoded(encoded);
  }
  return kept.finish();
}
