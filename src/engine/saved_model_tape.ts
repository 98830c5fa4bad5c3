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
import { isTaped } from "./gradients/tape.ts";
import type { InputHandle } from "./saved_model_values.ts";
import { wrapAll } from "./wrap_all.ts";

/** The parts of tfjs's engine that hold the tape; its declarations hide some of them. */
interface TapeEngine {
  state: { gradientDepth: number };
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

function wrapOutputs(backend: TensorflowBackend, handles: readonly bigint[]): tfjs.Tensor[] {
  return wrapAll(backend.eager, handles, (handle) => backend.fromHandle(handle, "SavedModel"));
}

/** Runs a signature, and puts it on the tape if there is one. Takes the handles over. */
export function callSignature(backend: TensorflowBackend, call: SignatureCall): tfjs.Tensor[] {
  const { signature, given, sources } = call;
  const owned = given.flatMap(({ handle, owned }) => owned ? [handle] : []);
  const held = new HeldHandles(backend.eager, owned);
  try {
    const taped = isTaped();
    const refusal = taped ? signature.whyNot() : undefined;
    if (taped && refusal === undefined) return recordCall(backend, call, held);
    const outputs = wrapOutputs(backend, signature.run(given.map(({ handle }) => handle)));
    if (refusal !== undefined) recordRefusal(refusal, present(sources), outputs);
    held.dispose();
    return outputs;
  } catch (error) {
    held.dispose();
    throw error;
  }
}

/** Runs a signature and puts it on the tape, together with the handles in `held`. */
function recordCall(
  backend: TensorflowBackend,
  call: SignatureCall,
  held: HeldHandles,
): tfjs.Tensor[] {
  const engine = tfjs.engine() as unknown as TapeEngine;
  const { eager: context } = backend;
  const { signature, given, sources } = call;
  // What is on the tape must outlive the tensors that it was made of.
  const kept = given.map(({ handle, owned }) => owned ? handle : held.add(context.share(handle)));
  const pass = signature.forward(kept);
  for (const handle of pass.saved) held.add(handle);
  const outputs = wrapOutputs(backend, pass.outputs);
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
  engine.addTapeNode("SavedModel", inputs, outputs, gradient, [[held]], {});
  return outputs;
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
  const { eager: context } = backend;
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
    const gradients = signature.backward(kept, saved, handles);
    const tensors = wrapOutputs(backend, gradients.filter((handle) => handle !== null));
    return gradients.map((handle) => handle === null ? null : tensors.shift()!);
  } finally {
    for (const handle of made) context.deleteTensor(handle);
  }
}

/** Handles that a call holds: until it ends, or as long as a tape like the tensors that it saves. */
class HeldHandles {
  readonly #context: EagerContext;
  #handles: bigint[];

  constructor(context: EagerContext, handles: readonly bigint[]) {
    this.#context = context;
    this.#handles = [...handles];
  }

  add(handle: bigint): bigint {
    this.#handles.push(handle);
    return handle;
  }

  dispose(): void {
    for (const handle of this.#handles) this.#context.deleteTensor(handle);
    this.#handles = [];
  }
}
