/** The first use of XLA in a process. @module */

import { DType } from "../core/dtype.ts";
import type { EagerContext } from "../ffi/eager.ts";
import { GraphFunction } from "../ffi/function.ts";
import { Graph } from "../ffi/graph.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
import { TensorFlowError } from "../ffi/status.ts";

/**
 * Keeps XLA from handing reductions to YNNPACK.
 *
 * In TensorFlow 2.21 each run of a compiled part that finds no idle copy of such a reduction makes one,
 * and writes to a list that all runs share: two runs at the same time end the process (`EmitYnnSubgraph`
 * in XLA's `ynn_emitter.cc`). XLA's own code for reductions is as fast. Versions which do not know the
 * flag would end the process over it.
 */
const WITHOUT_YNNPACK = "--xla_cpu_experimental_ynn_fusion_type=";
const YNNPACK_VERSION = /^2\.21\./;

/** By the device that ops are placed on. */
const known = new WeakMap<EagerContext, Map<string | null, boolean>>();

/**
 * Tries XLA on a formula, once per context and device: some builds of TensorFlow come without it, and on
 * a GPU it needs CUDA's compiler and its functions (`ptxas`, `libdevice`).
 *
 * XLA reads its flags now and never again. They are in the environment for as long as it does, so that
 * programs which this one starts, with an XLA of their own, are not given them.
 */
export function startXla(context: EagerContext): boolean {
  let devices = known.get(context);
  if (devices === undefined) known.set(context, devices = new Map());
  let works = devices.get(context.device);
  if (works === undefined) {
    works = withFlags(flagsFor(context.library.version), () => tryXla(context));
    devices.set(context.device, works);
  }
  return works;
}

function flagsFor(version: string): string[] {
  return YNNPACK_VERSION.test(version) ? [WITHOUT_YNNPACK] : [];
}

/** Runs `fn` with flags for XLA in front of the user's own, which win. */
function withFlags<T>(flags: readonly string[], fn: () => T): T {
  if (flags.length === 0) return fn();
  const before = Deno.env.get("XLA_FLAGS");
  Deno.env.set("XLA_FLAGS", [...flags, before ?? ""].join(" ").trim());
  try {
    return fn();
  } finally {
    if (before === undefined) Deno.env.delete("XLA_FLAGS");
    else Deno.env.set("XLA_FLAGS", before);
  }
}

function tryXla(context: EagerContext): boolean {
  using graph = new Graph(context.library);
  const x = graph.placeholder(DType.float32, []);
  const sum = { operation: graph.addNode("AddV2", { inputs: [x, x] }), index: 0 };
  // A function of CUDA's on a GPU, where a sum would need none.
  const result = { operation: graph.addNode("Erfc", { inputs: [sum] }), index: 0 };
  using probe = GraphFunction.fromGraph(graph, "tensaur_xla_probe", {
    inputs: [x],
    outputs: [result],
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
