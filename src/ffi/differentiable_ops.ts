/**
 * Ops that TensorFlow's C++ library cannot differentiate, in terms of those that it can.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { Graph, NodeOptions, Output } from "./graph.ts";
import { AttrKind } from "./op_attrs.ts";

/** Ops that give back their inputs; the derivative of custom gradients and of guards too. */
const PASSES: ReadonlySet<string> = new Set([
  "DebugIdentity",
  "IdentityN",
  "PreventGradient",
  "Snapshot",
]);

/** Ops whose derivative is 0 wherever they have one. */
const FLAT: ReadonlySet<string> = new Set([
  "Ceil",
  "FloorDiv",
  "OnesLike",
  "Rint",
  "Round",
  "TruncateDiv",
]);

/** Adds `op` in a form that has a gradient; undefined if it needs none of this. */
export function addDifferentiable(
  graph: Graph,
  op: string,
  options: NodeOptions & { inputs: readonly Output[] },
): Output[] | undefined {
  const { inputs } = options;
  if (PASSES.has(op)) return [...inputs];
  if (FLAT.has(op)) {
    const value = { operation: graph.addNode(op, options), index: 0 };
    return [{ operation: graph.addNode("StopGradient", { inputs: [value] }), index: 0 }];
  }
  if (op === "Erfc") {
    // erfc(x) = 1 - erf(x): in float32 off by at most 6e-8 where erfc itself is near 0.
    const x = inputs[0]!;
    const erf = { operation: graph.addNode("Erf", { inputs: [x] }), index: 0 };
    const one = castTo(graph, graph.constant(DType.float32, [], Float32Array.of(1)), x);
    return [{ operation: graph.addNode("Sub", { inputs: [one, erf] }), index: 0 }];
  }
  return undefined;
}

function castTo(graph: Graph, value: Output, like: Output): Output {
  const dtype = graph.dtype(like);
  if (graph.dtype(value) === dtype) return value;
  const attrs = [{ name: "DstT", type: AttrKind.type, value: dtype }];
  return { operation: graph.addNode("Cast", { inputs: [value], attrs }), index: 0 };
}
