/**
 * Parts of a traced function that XLA compiles on their own.
 *
 * XLA makes one pass over memory of a formula's many, and multiplies matrices more slowly than
 * TensorFlow's own kernels do: so formulas of large tensors go to XLA, and the products around them do
 * not. Equal parts, such as the norms of all layers, are compiled once.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import { shapeSize } from "../core/shape.ts";
import type { OpContext } from "../engine/op_context.ts";
import { GraphFunction } from "../ffi/function.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
import { MessageWriter } from "../ffi/protobuf.ts";
import type { Trace } from "./trace.ts";

/** Elements from which a pass over memory costs more than the call of a compiled part. */
const LARGE = 2 ** 16;

/** Attribute of a function, and of the node that calls it, by which XLA compiles it. */
const MUST_COMPILE = "_XlaMustCompile";
const YES = new MessageWriter().varint(5, true).finish();

/** Ops on the handles of inputs that give the handles of results. */
export type Body = (context: OpContext, inputs: readonly bigint[]) => readonly bigint[];

/** A part that was compiled before. */
interface Part {
  readonly compute: GraphFunction;
  readonly outputs: readonly { readonly dtype: number; readonly shape: number[] }[];
}

let parts = 0;

/** The compiled parts of one trace. */
export class Clusters {
  readonly #trace: Trace;
  readonly #parts = new Map<string, Part>();

  /** Notes parts in `trace`. */
  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /**
   * Whether it pays to compile ops on `inputs` on their own. int32 is kept in the host's memory, where a
   * part that is compiled for a GPU does not look for it.
   */
  pays(inputs: readonly bigint[]): boolean {
    const trace = this.#trace;
    return inputs.some((input) => shapeSize(trace.shape(input)) >= LARGE) &&
      inputs.every((input) => trace.dtype(input) !== DType.int32);
  }

  /** Notes `body` as one node; `name` says which ops it notes, attributes and all. */
  call(name: string, inputs: readonly bigint[], body: Body): bigint[] {
    const trace = this.#trace;
    const key = [name, ...inputs.map((input) => `${trace.dtype(input)}[${trace.shape(input)}]`)];
    let part = this.#parts.get(key.join());
    if (part === undefined) {
      part = this.#compile(name, inputs, body);
      this.#parts.set(key.join(), part);
    }
    const operation = trace.addNode(part.compute.name, {
      attrs: [{ name: MUST_COMPILE, type: AttrKind.bool, value: true }],
      inputs: inputs.map((input) => trace.outputOf(input)),
    });
    for (const input of inputs) trace.noteReader(input, operation);
    return part.outputs.map((type, index) => trace.enterKnown({ operation, index }, type));
  }

  #compile(name: string, inputs: readonly bigint[], body: Body): Part {
    const trace = this.#trace;
    const inner = trace.part();
    try {
      const given = inputs.map((handle) =>
        inner.addInput({ kind: "parent", handle }, {
          dtype: trace.dtype(handle),
          shape: trace.shape(handle),
        })
      );
      const results = body(inner, given);
      if (inner.inputs.length > inputs.length) {
        throw new Error(`Internal: ${name} uses tensors that it was not given`);
      }
      const compute = GraphFunction.fromGraph(inner.graph, `part_${parts++}_${name}`, {
        inputs: inner.inputs.map(({ placeholder }) => placeholder),
        outputs: results.map((result) => inner.resultOf(result)),
      });
      compute.setAttr(MUST_COMPILE, YES);
      compute.copyTo(trace.graph);
      trace.functions.push(compute);
      const outputs = results.map((result) => ({
        dtype: inner.dtype(result),
        shape: inner.shape(result),
      }));
      return { compute, outputs };
    } finally {
      inner.dispose();
    }
  }
}
