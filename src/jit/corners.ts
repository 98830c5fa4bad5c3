/**
 * Corners of images: as many rows and columns from the upper left as somebody reads.
 *
 * A pooling whose windows do not fit evenly never reads the last rows and columns of what it pools. A
 * convolution before it need not compute them, nor the convolution before that what only they read.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { PlaneSize } from "../engine/op_context.ts";
import type { OpAttr } from "../ffi/op_attrs.ts";
import type { Trace } from "./trace.ts";

/** Ops whose result at a place depends on the input at that place alone; other inputs are small. */
const PLACE_BY_PLACE: ReadonlySet<string> = new Set([
  "BiasAdd",
  "Elu",
  "LeakyRelu",
  "Relu",
  "Relu6",
  "Selu",
  "Sigmoid",
  "Softplus",
  "Tanh",
]);

/** How a tensor of `[batch, height, width, channels]` was made. */
interface Recipe {
  readonly op: string;
  readonly attrs: readonly OpAttr[];
  readonly inputs: readonly bigint[];
}

/** The images of one trace whose corners can be computed without the rest. */
export class Corners {
  /** Whether any are noted. */
  readonly isOn: boolean;
  readonly #trace: Trace;
  readonly #recipes = new Map<bigint, Recipe>();
  readonly #alone = new Map<string, bigint | undefined>();
  readonly #cut = new Map<string, bigint>();
  /** What corners are corners of. */
  readonly #wholes = new Map<bigint, bigint>();
  readonly #shortened = new Set<bigint>();

  /** Notes corners in `trace`, or none if `isOn` is false. */
  constructor(trace: Trace, isOn: boolean) {
    this.#trace = trace;
    this.isOn = isOn;
  }

  /** Notes how a tensor was made. */
  note(op: string, recipe: Omit<Recipe, "op">, result: bigint): void {
    if (!this.isOn) return;
    const isWindow = op === "Conv2D" || op === "MaxPool";
    if (isWindow ? textOf(recipe.attrs, "padding") === "VALID" : PLACE_BY_PLACE.has(op)) {
      this.#recipes.set(result, { op, ...recipe });
    }
  }

  /** The corner of `x`, computed without the rest; undefined where there is no convolution to shorten. */
  alone(x: bigint, size: PlaneSize): bigint | undefined {
    const whole = this.#wholes.get(x) ?? x;
    const key = `${whole}:${size}`;
    if (!this.#alone.has(key)) this.#alone.set(key, this.#compute(whole, size));
    return this.#alone.get(key);
  }

  /** The corner of `x`: computed without the rest where that can be, else cut out. */
  of(x: bigint, size: PlaneSize): bigint {
    const trace = this.#trace;
    const [batch, height, width, channels] = trace.shape(x) as [number, number, number, number];
    if (height === size[0] && width === size[1]) return x;
    const alone = this.alone(x, size);
    if (alone !== undefined) return alone;
    const whole = this.#wholes.get(x) ?? x;
    const key = `${whole}:${size}`;
    let cut = this.#cut.get(key);
    if (cut === undefined) {
      const integers = (values: number[]) =>
        trace.createTensor(DType.int32, [4], Int32Array.from(values));
      const [begin, lengths] = [integers([0, 0, 0, 0]), integers([batch, ...size, channels])];
      cut = this.#run("Slice", [], [whole, begin, lengths]);
      this.#cut.set(key, cut);
      this.#wholes.set(cut, whole);
    }
    return cut;
  }

  /** Whether what the nodes `ends` take is made of a convolution as a whole, and of its corner besides. */
  areBesides(ends: readonly bigint[]): boolean {
    const whole = new Set<bigint>();
    for (const handle of this.#shortened) whole.add(this.#trace.outputOf(handle).operation);
    // An update may wait for a convolution that nobody takes: TensorFlow leaves that out.
    return this.#trace.ancestry.takenBy(ends, whole).size > 0;
  }

  #compute(x: bigint, size: PlaneSize): bigint | undefined {
    const recipe = this.#recipes.get(x);
    if (recipe === undefined) return undefined;
    const { op, attrs, inputs: [input, ...others] } = recipe;
    const read = op === "Conv2D"
      ? readBy(size, this.#trace.shape(others[0]!), attrs)
      : op === "MaxPool"
      ? readBy(size, planeOf(attrs, "ksize"), attrs)
      : size;
    // Under a convolution a copy of the input costs little; elsewhere there is nothing to gain.
    if (op === "Conv2D") this.#shortened.add(x);
    const corner = op === "Conv2D" ? this.of(input!, read) : this.alone(input!, read);
    if (corner === undefined) return undefined;
    const result = this.#run(op, attrs, [corner, ...others]);
    this.#wholes.set(result, x);
    return result;
  }

  #run(op: string, attrs: readonly OpAttr[], inputs: readonly bigint[]): bigint {
    this.#trace.execute(op, attrs, inputs, 1);
    return this.#trace.outputs[0]!;
  }
}

/** What windows of `taps` read that come to lie at `size` positions. */
function readBy(size: PlaneSize, taps: readonly number[], attrs: readonly OpAttr[]): PlaneSize {
  const strides = planeOf(attrs, "strides");
  const dilations = planeOf(attrs, "dilations");
  const along = (axis: 0 | 1) =>
    (size[axis] - 1) * strides[axis] + (taps[axis]! - 1) * dilations[axis] + 1;
  return [along(0), along(1)];
}

/** Height and width of an attribute that has a number for each axis; 1 where it is not given. */
function planeOf(attrs: readonly OpAttr[], name: string): PlaneSize {
  const value = attrs.find((attr) => attr.name === name)?.value as number[] | undefined;
  return value === undefined ? [1, 1] : [value[1]!, value[2]!];
}

function textOf(attrs: readonly OpAttr[], name: string): unknown {
  return attrs.find((attr) => attr.name === name)?.value;
}
