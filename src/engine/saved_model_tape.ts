/**
 * SavedModels on tfjs's tape: gradients with respect to inputs and variables.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import * as tfjs from "../deps/tfjs.ts";
import type { DifferentiableSignature } from "../ffi/differentiable.ts";
import type { EagerContext } from "../ffi/eager.ts";
import type { TensorflowBackend } from "./backend.ts";
import { castHandle } from "./cast_handle.ts";
import type { InputHandle } from "./saved_model_values.ts";

/** The parts of tfjs's engine that hold the tape; its declarations hide some of them. */
interface TapeEngine {
  state: { gradientDepth: number; kernelDepth: number };
  addTapeNode(
    name: string,
    inputs: Record<string, tfjs.Tensor>,
    outputs: tfjs.Tensor[],
    gradient: (dys: tfjs.Tensor | tfjs.Tensor[]) => Record<string, () => tfjs.Tensor>,
    saved: unknown[],
    attrs: Record<string, never>,
  ): void;
}

/** A call of a signature. */
export interface SignatureCall {
  /** The signature. */
  signature: DifferentiableSignature;
  /** Handles of its inputs, then of its variables, in the dtypes that it declares. */
  given: readonly InputHandle[];
  /** The tensors and variables that they come from; undefined for constants. */
  sources: readonly (tfjs.Tensor | undefined)[];
  /** dtypes of its outputs, as numbers of `TF_DataType`. */
  outputs: readonly number[];
}

/** Whether what runs now is being recorded for gradients. */
export function isTaped(): boolean {
  const { state } = tfjs.engine() as unknown as TapeEngine;
  return state.gradientDepth > 0 && state.kernelDepth === 0;
}

/** Records results that have no gradients: asking for one throws `error`. */
export function recordRefusal(error: Error, inputs: tfjs.Tensor[], outputs: tfjs.Tensor[]): void {
  const refuse = () => {
    throw new Error(
      `Cannot compute a gradient through the SavedModel: ${error.message}; ` +
        "call predict() outside of the function that is differentiated if none is wanted",
      { cause: error },
    );
  };
  const engine = tfjs.engine() as unknown as TapeEngine;
  engine.addTapeNode("SavedModel", Object.fromEntries(inputs.entries()), outputs, refuse, [], {});
}

function present(sources: readonly (tfjs.Tensor | undefined)[]): tfjs.Tensor[] {
  return sources.filter((source) => source !== undefined);
}

/** Runs a signature, and puts it on the tape if there is one. Takes the handles over. */
export function callSignature(backend: TensorflowBackend, call: SignatureCall): tfjs.Tensor[] {
  const engine = tfjs.engine() as unknown as TapeEngine;
  const { context } = backend;
  const { signature, given, sources } = call;
  const wrap = (handle: bigint) => backend.fromHandle(handle, "SavedModel");
  const handles = given.map(({ handle }) => handle);
  const refusal = isTaped() ? signature.whyNot() : undefined;
  if (!isTaped() || refusal !== undefined) {
    try {
      const outputs = signature.run(handles).map(wrap);
      if (refusal !== undefined) recordRefusal(refusal, present(sources), outputs);
      return outputs;
    } finally {
      deleteOwned(context, given);
    }
  }
  // What is on the tape must outlive the tensors that it was made of.
  const kept = given.map(({ handle, owned }) => owned ? handle : context.share(handle));
  const saved = new SavedHandles(context, kept);
  try {
    const pass = signature.forward(kept);
    saved.add(pass.saved);
    const outputs = pass.outputs.map(wrap);
    const inputs = Object.fromEntries(
      sources.flatMap((source, i) => source === undefined ? [] : [[String(i), source]]),
    );
    const gradient = (dys: tfjs.Tensor | tfjs.Tensor[]) => {
      if (engine.state.gradientDepth > 0) {
        throw new Error(
          "Cannot compute a gradient of a gradient through a SavedModel: " +
            "TensorFlow's C++ library differentiates it once only",
        );
      }
      const list = Array.isArray(dys) ? dys : [dys];
      const found = back(backend, call, { kept, saved: pass.saved, dys: list });
      return Object.fromEntries(
        Object.keys(inputs).flatMap((key) => {
          const source = sources[Number(key)]!;
          if (source.dtype !== "float32") return [];
          return [[key, () => found[Number(key)] ?? tfjs.zeros(source.shape)]];
        }),
      );
    };
    engine.addTapeNode("SavedModel", inputs, outputs, gradient, [[saved]], {});
    return outputs;
  } catch (error) {
    saved.dispose();
    throw error;
  }
}

interface WayBack {
  kept: readonly bigint[];
  saved: readonly bigint[];
  dys: readonly tfjs.Tensor[];
}

/** The gradient of each given tensor, in float32, null where none flows. */
function back(
  backend: TensorflowBackend,
  { signature, outputs }: SignatureCall,
  { kept, saved, dys }: WayBack,
): (tfjs.Tensor | null)[] {
  const { context } = backend;
  const made: bigint[] = [];
  try {
    const handles = dys.map((dy, i) => {
      const handle = backend.handleOf(dy);
      const dtype = outputs[i]!;
      if (dy.dtype !== "float32" || dtype === DType.float32) return handle;
      const cast = castHandle(context, handle, dtype);
      made.push(cast);
      return cast;
    });
    return signature.backward(kept, saved, handles).map((handle) =>
      handle === null ? null : backend.fromHandle(handle, "SavedModel")
    );
  } finally {
    for (const handle of made) context.deleteTensor(handle);
  }
}

function deleteOwned(context: EagerContext, given: readonly InputHandle[]): void {
  for (const { handle, owned } of given) if (owned) context.deleteTensor(handle);
}

/** Handles that a tape keeps, disposed with it like the tensors that it saves. */
class SavedHandles {
  readonly #context: EagerContext;
  #handles: bigint[];

  constructor(context: EagerContext, handles: bigint[]) {
    this.#context = context;
    this.#handles = [...handles];
  }

  add(handles: readonly bigint[]): void {
    this.#handles.push(...handles);
  }

  dispose(): void {
    for (const handle of this.#handles) this.#context.deleteTensor(handle);
    this.#handles = [];
  }
}
