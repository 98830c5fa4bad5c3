/**
 * Nodes of a function that compute, from the lengths of its arguments' axes, what was a constant.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type { Term } from "./axes.ts";
import { encodeNode, int32Attr, intAttr, type NodeFields, typeAttr } from "./encode.ts";

/** An axis of an argument. */
export interface AxisSource {
  /** The argument's name. */
  readonly argument: string;
  readonly dtype: number;
  readonly axis: number;
}

const INT32 = typeAttr(DType.int32);

/** Collects the nodes. */
export class ComputedConstants {
  /** Encoded nodes. */
  readonly nodes: Uint8Array[] = [];
  readonly #sources: ReadonlyMap<string, AxisSource>;
  readonly #made = new Map<string, string>();

  /** Collects nodes for a function that learns the lengths of axes from `sources`. */
  constructor(sources: ReadonlyMap<string, AxisSource>) {
    this.#sources = sources;
  }

  /**
   * Adds a node in the place of a constant, of rank 0 or 1.
   *
   * @param name The constant's.
   * @param elements What each of its elements is.
   * @throws {RangeError} If the function has no argument with such an axis.
   */
  add(
    name: string,
    { dtype, shape, elements }: {
      dtype: number;
      shape: readonly number[];
      elements: readonly Term[][];
    },
  ): void {
    const scalars = elements.map((terms) => this.#sum(terms));
    const whole = shape.length === 0
      ? scalars[0]!
      : this.#node("Pack", "output", scalars, { N: intAttr(scalars.length), T: INT32 });
    this.#finish(name, dtype, whole);
  }

  /**
   * Adds a node in the place of a vector that counts.
   *
   * @param name The constant's.
   * @throws {RangeError} If the function has no argument with such an axis.
   */
  addRange(
    name: string,
    { dtype, start, step, end }: {
      dtype: number;
      start: number;
      step: number;
      end: readonly Term[];
    },
  ): void {
    const ends = [this.#integer(start), this.#sum(end), this.#integer(step)];
    this.#finish(name, dtype, this.#node("Range", "output", ends, { Tidx: INT32 }));
  }

  /** Gives a node of int32 the name and dtype of the constant in whose place it is. */
  #finish(name: string, dtype: number, node: string): void {
    const value = dtype === DType.int32
      ? node
      : this.#node("Cast", "y", [node], { SrcT: INT32, DstT: typeAttr(dtype) });
    this.#push({ name, op: "Identity", inputs: [value], attrs: { T: typeAttr(dtype) } });
  }

  #sum(terms: readonly Term[]): string {
    const parts = terms.map(({ factor, axes }) => {
      const lengths = axes.map((axis) => this.#length(axis));
      const factors = factor === 1 && lengths.length > 0
        ? lengths
        : [this.#integer(factor), ...lengths];
      return factors.reduce((a, b) => this.#node("Mul", "z", [a, b], { T: INT32 }));
    });
    return parts.length === 0
      ? this.#integer(0)
      : parts.reduce((a, b) => this.#node("AddV2", "z", [a, b], { T: INT32 }));
  }

  /** The length of an axis, a scalar. */
  #length(name: string): string {
    const source = this.#sources.get(name);
    if (source === undefined) {
      throw new RangeError(`a part of it needs ${name}, and none of its inputs has that axis`);
    }
    const shape = this.#node("Shape", "output", [source.argument], {
      T: typeAttr(source.dtype),
      out_type: INT32,
    });
    const ends = [source.axis, source.axis + 1, 1].map((value) => this.#vector(value));
    return this.#node("StridedSlice", "output", [shape, ...ends], {
      T: INT32,
      Index: INT32,
      shrink_axis_mask: intAttr(1),
    });
  }

  #integer(value: number): string {
    return this.#node("Const", "output", [], { dtype: INT32, value: int32Attr(value) });
  }

  #vector(value: number): string {
    return this.#node("Const", "output", [], { dtype: INT32, value: int32Attr([value]) });
  }

  /** The output of a node that is made if there is none like it yet. */
  #node(
    op: string,
    output: string,
    inputs: readonly string[],
    attrs: Readonly<Record<string, Uint8Array>>,
  ): string {
    const key = `${op}(${inputs})${JSON.stringify(attrs)}`;
    let made = this.#made.get(key);
    if (made === undefined) {
      const name = `axes/${op}_${this.#made.size}`;
      this.#push({ name, op, inputs, attrs });
      this.#made.set(key, made = `${name}:${output}:0`);
    }
    return made;
  }

  #push(node: NodeFields): void {
    this.nodes.push(encodeNode(node));
  }
}
