/**
 * Ops that update a weight and its moments where they lie, in a trace.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
import { setData } from "./engine_state.ts";
import type { Trace } from "./trace.ts";
import type { TracedVariable } from "./trace_inputs.ts";

/** Scalars as inputs of ops. */
export class Scalars {
  readonly #backend = tf.backend() as TensorflowBackend;

  /** A tensor of the trace. */
  of(tensor: tf.Tensor): bigint {
    return this.#backend.handleOf(tensor);
  }

  /** A number that stays as it is. */
  constant(value: number): bigint {
    return this.#backend.context.createTensor(DType.float32, [], Float32Array.of(value));
  }
}

/** What an op takes besides the weight and its gradient. */
export interface InPlaceOp {
  /** Moments of the weight, which it changes, too. */
  readonly moments?: readonly tf.Variable[];
  /** Scalars that it takes ahead of the gradient, */
  readonly before?: readonly bigint[];
  /** and behind it. */
  readonly after?: readonly bigint[];
  /** Its attributes, which are all yes or no. */
  readonly flags?: Readonly<Record<string, boolean>>;
  /** What is taken from the weight before. */
  readonly less?: tf.Tensor | undefined;
}

/** The update of one weight. */
export class InPlaceUpdate {
  /** Scalars as inputs. */
  readonly scalars: Scalars = new Scalars();
  /** The weight. */
  readonly weight: tf.Variable;

  readonly #backend = tf.backend() as TensorflowBackend;
  readonly #trace = this.#backend.context as Trace;
  readonly #gradient: bigint;

  /** Of a weight by its gradient. */
  constructor({ weight, gradient }: { weight: tf.Variable; gradient: tf.Tensor }) {
    this.weight = weight;
    this.#gradient = this.#backend.handleOf(gradient);
  }

  /** Whether the weight's resource holds its value: nobody has assigned it in this trace. */
  get isInPlace(): boolean {
    return this.#backend.handleOf(this.weight) === this.#traced(this.weight).before;
  }

  /** Adds the op that updates the weight and its moments. */
  apply(
    op: string,
    { moments = [], before = [], after = [], flags = {}, less }: InPlaceOp,
  ): void {
    const trace = this.#trace;
    const variables = [this.weight, ...moments];
    const values = [...before, this.#gradient, ...after].map((handle) => trace.outputOf(handle));
    const taken = less === undefined ? [] : [trace.outputOf(this.#backend.handleOf(less))];
    const made = trace.updates.note(
      {
        variables: variables.map((variable) => this.#traced(variable)),
        values: [...values, ...taken],
      },
      (resources, controlInputs) => {
        const behind = taken.map((value) =>
          trace.addNode("AssignSubVariableOp", {
            attrs: [],
            inputs: [resources[0]!, value],
            controlInputs,
          })
        );
        return trace.addNode(op, {
          attrs: Object.entries({ ...flags, use_locking: false }).map(([name, value]) => ({
            name,
            type: AttrKind.bool,
            value,
          })),
          inputs: [...resources, ...values],
          controlInputs: [...controlInputs, ...behind],
        });
      },
    );
    made.forEach((handle, i) => {
      const { shape } = variables[i]!;
      const value = this.#backend.fromKnown(handle, { shape, dtype: trace.dtype(handle) });
      setData(this.#backend, variables[i]!, value.dataId);
      value.dispose();
    });
  }

  #traced(variable: tf.Variable): TracedVariable {
    // To ask for its handle makes the trace know it.
    this.#backend.handleOf(variable);
    return this.#trace.variables.get(variable)!;
  }
}
