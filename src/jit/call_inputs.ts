/**
 * What a compiled function is given at one call.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import type * as tf from "../engine/tf.ts";
import type { TraceInput } from "./trace_inputs.ts";
import type { VariableUse } from "./variable_uses.ts";
import { resourceOf } from "./variables.ts";

/** One call of a compiled function. */
export interface CallArguments {
  /** The tensors among its arguments. */
  readonly tensors: readonly tf.Tensor[];
  /** Decides its random numbers. */
  readonly seed: BigInt64Array<ArrayBuffer>;
}

/** What decides how inputs are handed over. */
export interface CallInputsOptions {
  /** Variables that the function changes. */
  readonly assigned?: ReadonlySet<tf.Variable>;
  /** Whether the handles must outlive the tensors and values that they are of. */
  readonly held?: boolean;
}

/** Handles for the inputs of a function, valid until the end of a `using` block. */
export class CallInputs implements Disposable {
  /** One for each input. */
  readonly handles: bigint[];
  /** The variables among the inputs, in their order. */
  readonly variables: readonly VariableUse[];

  readonly #backend: TensorflowBackend;
  readonly #held: boolean;
  readonly #numbers: { readonly index: number; readonly value: () => number }[] = [];
  readonly #owned: bigint[] = [];

  /** Collects the handles for `inputs` at a call. */
  constructor(
    backend: TensorflowBackend,
    inputs: readonly TraceInput[],
    call: CallArguments,
    { assigned, held = false }: CallInputsOptions = {},
  ) {
    this.#backend = backend;
    this.#held = held;
    this.handles = new Array<bigint>(inputs.length).fill(0n);
    const variables: VariableUse[] = [];
    this.variables = variables;
    try {
      // Variables first: their turn to a resource frees handles that tensors with the same data have.
      inputs.forEach((input, i) => {
        if (input.kind !== "variable") return;
        const { variable } = input;
        const changes = assigned?.has(variable) ?? false;
        const resource = resourceOf(backend, variable, changes);
        variables.push({ variable, resource, assigned: changes });
        this.handles[i] = this.#lend(resource.handle);
      });
      inputs.forEach((input, i) => {
        if (input.kind === "number") this.#numbers.push({ index: i, value: input.value });
        else if (input.kind !== "variable") this.handles[i] = this.#handleFor(input, call);
      });
      if (!held) this.askNumbers();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Asks for the numbers of JavaScript. Handles that are held are for later, when calls before this one
   * have ended, a step of training say, and the numbers are others.
   */
  askNumbers(): void {
    const { eager } = this.#backend;
    for (const { index, value } of this.#numbers) {
      this.handles[index] = this.own(
        eager.createTensor(DType.float32, [], Float32Array.of(value())),
      );
    }
  }

  #handleFor(input: TraceInput, { tensors, seed }: CallArguments): bigint {
    const { eager } = this.#backend;
    switch (input.kind) {
      case "argument":
        return this.#lend(this.#backend.handleOf(tensors[input.index]!));
      case "tensor":
        return this.#lend(this.#backend.eagerHandleOf(this.#backend.recordOf(input.dataId)));
      case "seed":
        return this.own(eager.createTensor(DType.int64, [2], seed));
      default:
        throw new Error(
          "Internal: a function that stands alone has an input from a trace around it",
        );
    }
  }

  #lend(handle: bigint): bigint {
    return this.#held ? this.own(this.#backend.eager.share(handle)) : handle;
  }

  /** Takes a handle over until the end. */
  own(handle: bigint): bigint {
    this.#owned.push(handle);
    return handle;
  }

  /** Frees the handles that were made for the call. */
  [Symbol.dispose](): void {
    for (const handle of this.#owned) this.#backend.eager.deleteTensor(handle);
    this.#owned.length = 0;
  }
}
