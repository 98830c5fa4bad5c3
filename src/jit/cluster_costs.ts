/**
 * The work of parts of a function that XLA compiles on their own.
 *
 * @module
 */

import { dtypeBytes } from "../core/dtype.ts";
import { shapeSize } from "../core/shape.ts";
import { encodeConfig } from "../ffi/config.ts";
import { GraphFunction } from "../ffi/function.ts";
import { readFunctionDef, renameFunction } from "../ffi/function_library.ts";
import { FunctionProfiler } from "../ffi/function_profiler.ts";
import { fieldText, messageFields, MessageWriter } from "../ffi/protobuf.ts";
import { TensorFlowError } from "../ffi/status.ts";
import { deleteTensor, newTensor } from "../ffi/tensor.ts";
import { bytesRead, bytesWritten, type Cost, type CostNode } from "./cost/cost_node.ts";
import { DefinedNodes, XLA } from "./defined_nodes.ts";
import { profiledNodes } from "./profile.ts";

/** Field of a `FunctionDef` that holds its attributes. */
const ATTRS = 5;

/** Counts clusters: each is run once without XLA, on zeros, so that its ops can be seen. */
export class ClusterCosts {
  readonly #functions: ReadonlyMap<string, GraphFunction>;
  readonly #flops = new Map<string, number>();

  /** Knows the clusters among `functions`. */
  constructor(functions: readonly GraphFunction[]) {
    this.#functions = new Map(functions.map((fn) => [fn.name, fn]));
  }

  /** Work of a call of a cluster; undefined if `node` calls none, or some of it is not counted. */
  costOf(node: CostNode): Cost | undefined {
    const fn = this.#functions.get(node.op);
    if (fn === undefined || node.inputs.includes(undefined)) return undefined;
    let flops = this.#flops.get(node.op);
    if (flops === undefined) {
      flops = this.#count(fn, node);
      this.#flops.set(node.op, flops);
    }
    // What goes from op to op stays inside.
    const bytes = bytesRead(node) + bytesWritten(node);
    return Number.isNaN(flops + bytes) ? undefined : { flops, bytes };
  }

  #count(cluster: GraphFunction, { inputs }: CostNode): number {
    const { library } = cluster;
    const definition = withoutXla(cluster.toFunctionDef(), cluster.name);
    using plain = GraphFunction.fromFunctionDef(library, definition);
    const zeros = inputs.map((input) => {
      const { dtype, shape } = input!;
      const data = new Uint8Array(shapeSize(shape) * dtypeBytes(dtype));
      return { dtype, shape, tensor: newTensor(library, dtype, shape, data), variable: false };
    });
    try {
      using profiler = new FunctionProfiler(plain, {
        callees: [...this.#functions.values()].filter((fn) => fn !== cluster),
        inputs: zeros,
        outputs: readFunctionDef(definition).outputs.map(({ dtype }) => dtype),
        config: encodeConfig({ rewrites: false }),
      });
      const nodes = profiledNodes([profiler.trace()], {
        defined: new DefinedNodes([definition]),
        functions: new Set(),
      });
      return nodes.reduce((sum, node) => sum + (node.flops ?? NaN), 0);
    } catch (error) {
      // Some ops refuse zeros, such as a matrix' inverse.
      if (error instanceof TensorFlowError) return NaN;
      throw error;
    } finally {
      for (const { tensor } of zeros) deleteTensor(library, tensor);
    }
  }
}

/** A `FunctionDef` under another name that XLA need not compile. */
function withoutXla(encoded: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  const writer = new MessageWriter();
  for (const field of messageFields(encoded)) {
    const dropped = field.number === ATTRS && fieldText(field.bytes, 1) === XLA;
    if (!dropped) writer.encoded(field.encoded);
  }
  return renameFunction(writer.finish(), (one) => one === name ? `${name}_counted` : one);
}
