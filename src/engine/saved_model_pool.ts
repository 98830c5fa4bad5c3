/**
 * The SavedModels that are loaded: one session for all signatures of a model.
 *
 * @module
 */

import { dtypeName } from "../core/dtype.ts";
import * as tfjs from "../deps/tfjs.ts";
import type { Output } from "../ffi/graph.ts";
import { SavedModelSession, type SavedVariable } from "../ffi/saved_model.ts";
import { deleteTensor, type HostTensor } from "../ffi/tensor.ts";
import type { TensorflowBackend } from "./backend.ts";
import { castHandle } from "./cast_handle.ts";
import { collectHandles, toDeclared, withHandles } from "./saved_model_values.ts";
import { narrowedDType, tfjsDType, tfjsDTypeName } from "./tfjs_dtype.ts";
import { wrapAll } from "./wrap_all.ts";

/** A variable of a SavedModel outside its session: of tfjs where tfjs can hold it. */
export interface LiveVariable {
  /** What the model says of it. */
  saved: SavedVariable;
  /** The variable; undefined for dtypes that tfjs lacks and cannot train. */
  variable: tfjs.Variable | undefined;
  /** Handle of a value that never changes, where there is no variable. */
  constant: bigint;
}

/** What to run of a model's graph. */
export interface NamedRun {
  /** Tensors to give. */
  inputs: readonly tfjs.Tensor[];
  /** Names of the tensors that they stand for. */
  inputNames: readonly string[];
  /** Names of the tensors to compute. */
  outputNames: readonly string[];
}

/** Loaded models in one backend. */
export class SavedModelPool {
  readonly #backend: TensorflowBackend;
  readonly #models = new Map<number, LoadedModel>();
  #nextId = 1;

  /** Makes an empty pool. */
  constructor(backend: TensorflowBackend) {
    this.#backend = backend;
  }

  /** Number of loaded models. */
  get size(): number {
    return this.#models.size;
  }

  /** Loads the model in `directory` anew and returns its id. */
  load(directory: string, tags: readonly string[]): number {
    const session = SavedModelSession.load(this.#backend.eager.library, directory, { tags });
    const id = this.#nextId++;
    this.#models.set(id, new LoadedModel(this.#backend, { id, session, tags }));
    return id;
  }

  /** The model in `directory`: as it is loaded already, else loaded now. */
  share(directory: string, tags: readonly string[]): LoadedModel {
    const wanted = [...tags].sort().join();
    for (const model of this.#models.values()) {
      const sameTags = [...model.tags].sort().join() === wanted;
      if (model.session.directory === directory && sameTags && model.users > 0) {
        model.users++;
        return model;
      }
    }
    // Through the backend's methods, as tfjs-node does: its tests watch them to see what is shared.
    const model = this.get(this.#backend.loadSavedModelMetaGraph(directory, tags.join()));
    model.users = 1;
    return model;
  }

  /** Gives a shared model back; the last one frees it. */
  giveBack(model: LoadedModel): void {
    model.users--;
    if (model.users === 0) this.#backend.deleteSavedModel(model.id);
  }

  /**
   * The loaded model `id`.
   *
   * @throws {RangeError} If there is none.
   */
  get(id: number): LoadedModel {
    const model = this.#models.get(id);
    if (model === undefined) throw new RangeError(`Cannot use SavedModel ${id}: it is not loaded`);
    return model;
  }

  /**
   * Runs a model by the names of tensors in its graph.
   *
   * @throws {TypeError} If there are not as many tensors as names, or a dtype does not fit.
   */
  runByName(id: number, { inputs, inputNames, outputNames }: NamedRun): tfjs.Tensor[] {
    if (inputs.length !== inputNames.length) {
      throw new TypeError(
        `Length of input op names (${inputNames.length}) does not match the ` +
          `length of input tensors (${inputs.length}).`,
      );
    }
    const model = this.get(id);
    const { graph } = model.session;
    const outputs = inputNames.map((name) => graph.output(name));
    const { eager: context } = this.#backend;
    const given = collectHandles(
      context,
      outputs,
      (output, i) =>
        toDeclared(this.#backend, inputs[i]!, {
          name: inputNames[i]!,
          wanted: { dtype: graph.dtype(output) },
        }),
    );
    return withHandles(context, given, (handles) =>
      model.run(
        handles.map((handle, i) => ({ handle, output: outputs[i]! })),
        outputNames.map((name) => graph.output(name)),
      ));
  }

  /** Frees the model `id`. */
  delete(id: number): void {
    this.get(id).dispose();
    this.#models.delete(id);
  }
}

/** A loaded model: its session, and its variables once somebody asked for them. */
export class LoadedModel {
  /** Number in its pool. */
  readonly id: number;
  /** Tags that it was chosen by. */
  readonly tags: readonly string[];
  /** The session with the model's own variables and tables. */
  readonly session: SavedModelSession;
  /** Signatures in use. */
  users = 0;
  readonly #backend: TensorflowBackend;
  readonly #live = new Map<string, LiveVariable>();
  /** Value of each variable that the session has, by the tensor that held it. */
  readonly #flushed = new Map<string, object>();

  /** Makes the record of a session. */
  constructor(
    backend: TensorflowBackend,
    { id, session, tags }: { id: number; session: SavedModelSession; tags: readonly string[] },
  ) {
    this.id = id;
    this.tags = tags;
    this.session = session;
    this.#backend = backend;
  }

  /** Variables outside the session, with the values that they have in it. */
  live(wanted: readonly SavedVariable[]): LiveVariable[] {
    const missing = wanted.filter(({ node }) => !this.#live.has(node));
    const values = this.session.readVariables(missing.map(({ node }) => node));
    missing.forEach((saved, i) => this.#live.set(saved.node, this.#makeLive(saved, values[i]!)));
    return wanted.map(({ node }) => this.#live.get(node)!);
  }

  #makeLive(saved: SavedVariable, { dtype, shape, data }: HostTensor): LiveVariable {
    const handle = this.#backend.eager.createTensor(dtype, shape, data);
    if (tfjsDTypeName(dtype) === undefined && !isFloat(dtype)) {
      return { saved, variable: undefined, constant: handle };
    }
    const value = this.#backend.fromHandle(handle, "SavedModel");
    const name = `saved_model_${this.id}/${saved.name}`;
    const variable = tfjs.variable(value, saved.trainable, name);
    value.dispose();
    this.#flushed.set(saved.node, variable.dataId);
    return { saved, variable, constant: 0n };
  }

  /** Gives the session the values that the variables have by now. */
  flush(): void {
    const changed = [...this.#live.values()].flatMap(({ saved, variable }) =>
      variable === undefined || this.#flushed.get(saved.node) === variable.dataId
        ? []
        : [{ saved, variable }]
    );
    this.session.writeVariables(changed.map(({ saved, variable }) => ({
      node: saved.node,
      value: this.#hostValue(variable, saved.dtype),
    })));
    for (const { saved, variable } of changed) this.#flushed.set(saved.node, variable.dataId);
  }

  /**
   * Runs parts of the model's graph in its session.
   *
   * @param feeds Handles by output; the caller still owns them.
   */
  run(
    feeds: readonly { output: Output; handle: bigint }[],
    fetches: readonly Output[],
  ): tfjs.Tensor[] {
    this.flush();
    const { eager: context } = this.#backend;
    const tensors: bigint[] = [];
    try {
      const given = feeds.map(({ output, handle }) => {
        const tensor = context.toHost(handle);
        tensors.push(tensor);
        return { output, tensor };
      });
      const results = this.session.runTensors(given, fetches);
      tensors.push(...results);
      const outputs = collectHandles(context, results, (tensor) => ({
        handle: context.fromHost(tensor),
        owned: true,
      }));
      return wrapAll(
        context,
        outputs.map(({ handle }) => handle),
        (handle) => this.#backend.fromHandle(handle, "SavedModel"),
      );
    } finally {
      for (const tensor of tensors) deleteTensor(context.library, tensor);
    }
  }

  /** Frees session and variables. */
  dispose(): void {
    for (const { variable, constant } of this.#live.values()) {
      if (variable === undefined) this.#backend.eager.deleteTensor(constant);
      else if (!variable.isDisposed) variable.dispose();
    }
    this.#live.clear();
    this.session.dispose();
  }

  #hostValue(variable: tfjs.Variable, dtype: number): HostTensor {
    const { eager: context } = this.#backend;
    const handle = this.#backend.handleOf(variable);
    if (tfjsDType(variable.dtype) === dtype) {
      return { dtype, shape: variable.shape, data: context.read(handle) };
    }
    const cast = castHandle(context, handle, dtype);
    try {
      return { dtype, shape: variable.shape, data: context.read(cast) };
    } finally {
      context.deleteTensor(cast);
    }
  }
}

function isFloat(dtype: number): boolean {
  const wide = narrowedDType(dtype);
  return wide !== undefined && dtypeName(wide) === "float32";
}
