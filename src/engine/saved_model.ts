/**
 * TensorFlow's SavedModels: load, run, fine-tune, save.
 *
 * @module
 */

import { dtypeName } from "../core/dtype.ts";
import { shapeText } from "../core/shape.ts";
import * as tfjs from "../deps/tfjs.ts";
import { DifferentiableSignature } from "../ffi/differentiable.ts";
import { readSavedModelFile, type Signature, type SignatureTensor } from "../ffi/meta_graph.ts";
import { describeTensor, fitsShape } from "../ffi/saved_model.ts";
import type { TensorflowBackend } from "./backend.ts";
import { isTaped } from "./gradients/tape.ts";
import type { LiveVariable, LoadedModel } from "./saved_model_pool.ts";
import { callSignature, recordRefusal } from "./saved_model_tape.ts";
import { collectHandles, toDeclared, withHandles } from "./saved_model_values.ts";
import { narrowedDType, tfjsDTypeName } from "./tfjs_dtype.ts";

/** An input or an output of a SavedModel's signature. */
export interface SavedModelTensorInfo extends tfjs.ModelTensorInfo {
  /** Name of the tensor in the model's graph. */
  name: string;
  /** Axis lengths, -1 where any length goes; undefined if any rank goes. */
  shape?: number[];
  /** The tfjs dtype that stands for it. */
  dtype: tfjs.DataType;
  /** TensorFlow's name of its dtype, such as `"DT_INT64"`. */
  tfDtype: string;
}

/** A signature: one way to call a SavedModel. */
export interface SavedModelSignature {
  /** Inputs by name. */
  inputs: Record<string, SavedModelTensorInfo>;
  /** Outputs by name. */
  outputs: Record<string, SavedModelTensorInfo>;
}

/** A graph of a SavedModel. */
export interface SavedModelMetaGraph {
  /** Tags by which it is chosen. */
  tags: string[];
  /** Its signatures by name. */
  signatureDefs: Record<string, SavedModelSignature>;
}

/** Tensors for a SavedModel: one, a list in the signature's order, or by name. */
export type SavedModelInputs = tfjs.Tensor | tfjs.Tensor[] | tfjs.NamedTensorMap;

/**
 * Lists the graphs and signatures of the SavedModel in the folder `path`.
 *
 * @throws {TypeError} If there is no `saved_model.pb`, or it is damaged.
 */
export function describeSavedModel(path: string): SavedModelMetaGraph[] {
  return readSavedModelFile(path).map(({ tags, signatures }) => ({
    tags,
    signatureDefs: Object.fromEntries(
      [...signatures].map(([name, signature]) => [name, describeSignature(signature)]),
    ),
  }));
}

/**
 * A signature of a SavedModel that runs on tensors.
 *
 * Until its variables or gradients are asked for it runs in TensorFlow's own session. From then on it
 * runs with the variables' present values, and `predict` has gradients: `tf.variableGrads` and
 * `optimizer.minimize` train them. Gradients are those of the model's ops; what its author put in
 * their place with `tf.custom_gradient` is not used.
 */
export class TFSavedModel implements tfjs.InferenceModel {
  readonly #backend: TensorflowBackend;
  readonly #name: string;
  readonly #signature: Signature;
  readonly #model: LoadedModel;
  #differentiable: DifferentiableSignature | undefined;
  #refusal: TypeError | undefined;
  #disposed = false;

  /** Takes over a share of `model` for its signature `name`. */
  constructor(backend: TensorflowBackend, model: LoadedModel, name: string) {
    this.#backend = backend;
    this.#model = model;
    this.#name = name;
    this.#signature = model.session.signature(name);
  }

  /** Inputs of the signature, in its order. */
  get inputs(): SavedModelTensorInfo[] {
    return [...this.#signature.inputs.values()].map(describeWithoutIndex);
  }

  /** Outputs of the signature, in its order. */
  get outputs(): SavedModelTensorInfo[] {
    return [...this.#signature.outputs.values()].map(describeWithoutIndex);
  }

  /** The signature: inputs and outputs by name. */
  get signature(): SavedModelSignature {
    return describeSignature(this.#signature);
  }

  /**
   * The variables that the signature reads and tfjs can hold; float16, bfloat16 and float64 ones as
   * float32. They belong to the model, and other signatures of it have the same.
   *
   * @throws {TypeError} If the signature writes variables, or uses tables or handles of variables in
   * loops: then it cannot be trained.
   */
  get variables(): tfjs.Variable[] {
    return this.#liveVariables().flatMap(({ variable }) => variable ?? []);
  }

  /**
   * Those of {@linkcode TFSavedModel.variables} that the model's author marked as trainable.
   *
   * @throws {TypeError} If the signature cannot be trained.
   */
  get trainableVariables(): tfjs.Variable[] {
    return this.variables.filter((variable) => variable.trainable);
  }

  /**
   * Runs the signature.
   *
   * int64, uint8, float64 and other inputs that tfjs lacks are made of int32 and float32 if every
   * value fits; outputs likewise. Nothing is cut off.
   *
   * @param inputs A tensor, a list in the order of the signature, or tensors by name.
   * @returns One tensor or a list for a tensor, a list for a list, tensors by name for names; the
   * caller disposes them.
   * @throws {TypeError} If an input is missing, or its dtype is of another kind.
   * @throws {RangeError} If an int64 output or an input does not fit.
   * @throws {TensorFlowError} If the model refuses the inputs.
   */
  predict(inputs: SavedModelInputs, _config?: tfjs.ModelPredictConfig): SavedModelInputs {
    const results = this.#call(this.#ordered(inputs));
    if (inputs instanceof tfjs.Tensor) return results.length === 1 ? results[0]! : results;
    if (Array.isArray(inputs)) return results;
    const names = [...this.#signature.outputs.keys()];
    return Object.fromEntries(results.map((result, i) => [names[i], result]));
  }

  /**
   * Runs the model for any tensors of its graph.
   *
   * @param inputs As for {@linkcode TFSavedModel.predict}.
   * @param outputs Names of outputs of the signature, or of tensors in the graph.
   * @returns One tensor for a name, a list for a list; the caller disposes them.
   * @throws {RangeError} If there is no tensor of that name.
   */
  execute(inputs: SavedModelInputs, outputs: string | string[]): tfjs.Tensor | tfjs.Tensor[] {
    const names = typeof outputs === "string" ? [outputs] : outputs;
    const fetches = names.map((name) => this.#signature.outputs.get(name)?.name ?? name);
    const results = this.#runSession(this.#ordered(inputs), fetches);
    return typeof outputs === "string" ? results[0]! : results;
  }

  /**
   * Writes the whole model with the present values of its variables as a new SavedModel.
   *
   * @param directory Folder to write to; made if it is not there.
   */
  save(directory: string): Promise<void> {
    this.#checkAlive();
    this.#model.flush();
    this.#model.session.save(directory);
    return Promise.resolve();
  }

  /** Frees the signature, and with the model's last one the model. */
  dispose(): void {
    if (this.#disposed) throw new Error("This SavedModel has already been deleted.");
    this.#disposed = true;
    this.#differentiable?.dispose();
    this.#backend.savedModels.giveBack(this.#model);
  }

  /** Frees the model at the end of a `using` block. */
  [Symbol.dispose](): void {
    if (!this.#disposed) this.dispose();
  }

  #checkAlive(): void {
    if (this.#disposed) throw new Error("The TFSavedModel has already been deleted!");
  }

  /** The inputs in the order of the signature. */
  #ordered(inputs: SavedModelInputs): tfjs.Tensor[] {
    this.#checkAlive();
    const wanted = [...this.#signature.inputs.keys()];
    if (inputs instanceof tfjs.Tensor || Array.isArray(inputs)) {
      const list = inputs instanceof tfjs.Tensor ? [inputs] : inputs;
      if (list.length === wanted.length) return list;
      throw new TypeError(
        `Length of input op names (${wanted.length}) does not match the ` +
          `length of input tensors (${list.length}).`,
      );
    }
    const given = Object.keys(inputs);
    if ([...given].sort().join() !== [...wanted].sort().join()) {
      throw new TypeError(
        `The model signatureDef input names are ${wanted.join()}, however ` +
          `the provided input names are ${given.join()}.`,
      );
    }
    return wanted.map((name) => inputs[name]!);
  }

  #call(inputs: tfjs.Tensor[]): tfjs.Tensor[] {
    const outputs = [...this.#signature.outputs.values()];
    const refusal = isTaped() ? this.#prepare() : undefined;
    if (this.#differentiable === undefined) {
      const results = this.#runSession(inputs, outputs.map(({ name }) => name));
      if (refusal !== undefined) recordRefusal(refusal, inputs, results);
      return results;
    }
    const declared = [...this.#signature.inputs];
    declared.forEach(([name, wanted], i) => checkShape(name, wanted, inputs[i]!));
    const wanted = [
      ...declared.map(([name, wanted], i) => ({ name, wanted, source: inputs[i], constant: 0n })),
      ...this.#liveVariables().map(({ saved, variable, constant }) => (
        { name: saved.name, wanted: saved, source: variable, constant }
      )),
    ];
    const given = collectHandles(
      this.#backend.eager,
      wanted,
      ({ source, constant, ...input }) =>
        source === undefined
          ? { handle: constant, owned: false }
          : toDeclared(this.#backend, source, input),
    );
    return callSignature(this.#backend, {
      signature: this.#differentiable,
      given,
      sources: wanted.map(({ source }) => source),
      outputs: outputs.map(({ dtype }) => dtype),
    });
  }

  #runSession(inputs: tfjs.Tensor[], fetches: readonly string[]): tfjs.Tensor[] {
    const { graph } = this.#model.session;
    const wanted = [...this.#signature.inputs];
    const outputs = wanted.map(([, info]) => graph.output(info.name));
    const { eager: context } = this.#backend;
    const given = collectHandles(
      context,
      wanted,
      ([name, info], i) => toDeclared(this.#backend, inputs[i]!, { name, wanted: info }),
    );
    return withHandles(context, given, (handles) =>
      this.#model.run(
        handles.map((handle, i) => ({ handle, output: outputs[i]! })),
        fetches.map((name) => graph.output(name)),
      ));
  }

  #liveVariables(): LiveVariable[] {
    this.#checkAlive();
    const refusal = this.#prepare();
    if (refusal !== undefined) throw refusal;
    return this.#model.live(this.#differentiable!.variables);
  }

  /** Makes the signature differentiable; the result says why that cannot be. */
  #prepare(): TypeError | undefined {
    if (this.#differentiable !== undefined || this.#refusal !== undefined) return this.#refusal;
    const { eager: context } = this.#backend;
    try {
      this.#differentiable = new DifferentiableSignature(context, this.#model.session, this.#name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#refusal = error;
    }
    return this.#refusal;
  }
}

/** The way back is made for the declared shapes, so others must not slip in. */
function checkShape(name: string, wanted: SignatureTensor, { dtype, shape }: tfjs.Tensor): void {
  if (fitsShape(shape, wanted.shape)) return;
  throw new TypeError(
    `Cannot run the SavedModel: its input ${name} is ${describeTensor(wanted)}, ` +
      `it was given ${dtype}${shapeText(shape)}`,
  );
}

function describeSignature({ inputs, outputs }: Signature): SavedModelSignature {
  const describe = (tensors: Map<string, SignatureTensor>) =>
    Object.fromEntries([...tensors].map(([name, tensor]) => [name, describeInfo(tensor)]));
  return { inputs: describe(inputs), outputs: describe(outputs) };
}

function describeWithoutIndex(tensor: SignatureTensor): SavedModelTensorInfo {
  const info = describeInfo(tensor);
  return { ...info, name: info.name.replace(/:0$/, "") };
}

function describeInfo({ name, dtype, shape }: SignatureTensor): SavedModelTensorInfo {
  const nearest = tfjsDTypeName(dtype) ?? tfjsDTypeName(narrowedDType(dtype) ?? 0);
  if (nearest === undefined) {
    throw new TypeError(`Cannot describe ${name}: tfjs has no ${dtypeName(dtype)}`);
  }
  const info = { name, dtype: nearest, tfDtype: protoName(dtype) };
  return shape === null ? info : { ...info, shape };
}

/** TensorFlow's names in `types.proto` where they differ from the dtype's in capitals. */
const PROTO_NAMES: Record<string, string> = {
  float32: "FLOAT",
  float64: "DOUBLE",
  float16: "HALF",
};

function protoName(dtype: number): string {
  const name = dtypeName(dtype);
  return `DT_${PROTO_NAMES[name] ?? name.toUpperCase()}`;
}

/**
 * Loads a signature of the SavedModel in the folder `path`.
 *
 * @throws {TypeError} If there is no SavedModel, or none with these tags.
 * @throws {RangeError} If it has no such signature.
 */
export function loadSavedModelInto(
  backend: TensorflowBackend,
  { path, tags, signature }: { path: string; tags: readonly string[]; signature: string },
): TFSavedModel {
  const pool = backend.savedModels;
  const model = pool.share(path, tags);
  try {
    return new TFSavedModel(backend, model, signature);
  } catch (error) {
    pool.giveBack(model);
    throw error;
  }
}
