/** Whether a TensorFlow library can compile with XLA. @module */

import { DType } from "../core/dtype.ts";
import type { EagerContext } from "../ffi/eager.ts";
import { GraphFunction } from "../ffi/function.ts";
import { Graph } from "../ffi/graph.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
import { TensorFlowError } from "../ffi/status.ts";

const known = new WeakMap<EagerContext, boolean>();

/** Tries XLA on a sum, once per context: some builds of TensorFlow come without it. */
export function xlaWorks(context: EagerContext): boolean {
  let works = known.get(context);
  if (works === undefined) known.set(context, works = tryXla(context));
  return works;
}

function tryXla(context: EagerContext): boolean {
  using graph = new Graph(context.library);
  const x = graph.placeholder(DType.float32, []);
  const sum = { operation: graph.addNode("AddV2", { inputs: [x, x] }), index: 0 };
  using probe = GraphFunction.fromGraph(graph, "tensaur_xla_probe", {
    inputs: [x],
    outputs: [sum],
  });
  probe.register(context);
  const one = context.createTensor(DType.float32, [], Float32Array.of(1));
  try {
    const attrs = [{ name: "_XlaMustCompile", type: AttrKind.bool, value: true }];
    context.execute(probe.name, attrs, [one], 1);
    context.deleteTensor(context.outputs[0]!);
    return true;
  } catch (error) {
    if (error instanceof TensorFlowError) return false;
    throw error;
  } finally {
    context.deleteTensor(one);
  }
}
