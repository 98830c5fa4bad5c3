/**
 * Weights of files into models that are there.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import { shapeText } from "../../core/shape.ts";
import type * as tf from "../../engine/tf.ts";
import { readSafetensors } from "../../io/safetensors/safetensors.ts";
import { readSource } from "../files/read_source.ts";
import {
  assignWeight,
  sameShape,
  toFloat32,
  WeightsMismatchError,
} from "../keras/assign_weight.ts";
import { isH5, isZip, readKerasFile } from "../keras/keras_file.ts";
import { readKeras3Weights, readLegacyWeights } from "../keras/read_weights.ts";
import { type NamedWeight, namedWeights } from "./named_weights.ts";
import { isIndex, readShards } from "./shards.ts";
import { pathOf } from "../files/read_source.ts";
import { torchAxes, torchName, transposed } from "./torch_layout.ts";

/** How weights are loaded. */
export interface LoadWeightsOptions {
  /**
   * Whether the file must have exactly the model's weights; true unless told, as PyTorch's. A weight of
   * another shape is refused in any case. Files of Keras are always taken strictly.
   */
  readonly strict?: boolean;
  /** Another name for an array of the file, undefined to leave it out. */
  readonly rename?: (name: string) => string | undefined;
  /**
   * Whose names and layouts the file has: `"torch"` means names such as `conv.weight`, `[out, in]` for
   * linear layers and `[out, in, height, width]` for convolutions. `"keras"` unless told.
   */
  readonly layout?: "keras" | "torch";
}

/** What was not the same, with `strict: false`. */
export interface LoadWeightsResult {
  /** Weights of the model that the file does not have: they are as before. */
  readonly missing: readonly string[];
  /** Arrays of the file that the model does not have. */
  readonly unexpected: readonly string[];
}

/**
 * Loads weights into a model, by name: from `.safetensors`, from an index of several of them
 * (`.safetensors.index.json`), or from Keras' `.weights.h5`, `.h5` and `.keras`. Names are
 * `layer/weight`, such as `dense_1/kernel`. Either all that fits is loaded or nothing.
 *
 * @param model The model, built.
 * @param source Path, `file:` address, or the file's bytes.
 * @param options Strictness, names, layout.
 * @returns What only one of both has; nothing unless `strict` is false.
 * @throws {WeightsMismatchError} When names or shapes differ; the message lists them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 1, inputShape: [2], name: "score" })],
 * });
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * await models.saveWeights(model, path);
 * assertEquals(await models.loadWeights(model, path), { missing: [], unexpected: [] });
 * model.dispose();
 * ```
 */
export async function loadWeights(
  model: tf.LayersModel,
  source: string | URL | Uint8Array,
  options: LoadWeightsOptions = {},
): Promise<LoadWeightsResult> {
  const index = source instanceof Uint8Array ? undefined : pathOf(source);
  if (index !== undefined && isIndex(index)) {
    return assignByName(model, await readShards(index), { ...options, file: index });
  }
  const { bytes, name } = await readSource(source);
  if (isH5(bytes) || isZip(bytes)) return await loadFromKeras(model, bytes, name);
  let arrays: Readonly<Record<string, NdArray>>;
  try {
    arrays = readSafetensors(bytes).arrays;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SyntaxError(`Cannot load weights from ${name}: ${cause.message}`, { cause });
  }
  return assignByName(model, arrays, { ...options, file: name });
}

async function loadFromKeras(
  model: tf.LayersModel,
  bytes: Uint8Array,
  name: string,
): Promise<LoadWeightsResult> {
  try {
    const { weights: { kind, root } } = await readKerasFile(bytes);
    if (kind === "numbered") readKeras3Weights(model, root);
    else readLegacyWeights(model, root);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WeightsMismatchError(`Cannot load weights from ${name}: ${reason}`, { cause });
  }
  return { missing: [], unexpected: [] };
}

function assignByName(
  model: tf.LayersModel,
  arrays: Readonly<Record<string, NdArray>>,
  { strict = true, rename = (name) => name, layout = "keras", file }: LoadWeightsOptions & {
    file: string;
  },
): LoadWeightsResult {
  const weights = new Map(
    [...namedWeights(model).values()].map((weight) => [
      layout === "torch" ? torchName(weight) : weight.path,
      weight,
    ]),
  );
  const given = renamed(arrays, rename, file);
  // PyTorch counts batches there, which nothing else needs.
  if (layout === "torch") {
    for (const name of given.keys()) if (name.endsWith(".num_batches_tracked")) given.delete(name);
  }
  const missing = [...weights.keys()].filter((name) => !given.has(name));
  const unexpected = [...given.keys()].filter((name) => !weights.has(name));
  const faults = strict ? [...listed("missing", missing), ...listed("unexpected", unexpected)] : [];
  const todo: (() => void)[] = [];
  for (const [name, weight] of weights) {
    const array = given.get(name);
    if (array === undefined) continue;
    const laid = layout === "torch" ? fromTorch(array, weight) : array;
    if (!sameShape(laid.shape, weight.variable.shape)) {
      faults.push(
        `"${name}" is ${shapeText(array.shape)} in the file, and ${
          shapeText(weight.variable.shape)
        } in the model`,
      );
    } else todo.push(() => assignWeight(weight.variable, laid, `"${name}"`));
    toFloat32(laid, `"${name}"`);
  }
  if (faults.length > 0) {
    throw new WeightsMismatchError(`Cannot load weights from ${file}: ${faults.join("; ")}`);
  }
  for (const assign of todo) assign();
  return { missing, unexpected };
}

function renamed(
  arrays: Readonly<Record<string, NdArray>>,
  rename: (name: string) => string | undefined,
  file: string,
): Map<string, NdArray> {
  const result = new Map<string, NdArray>();
  for (const [name, array] of Object.entries(arrays)) {
    const now = rename(name);
    if (now === undefined) continue;
    if (result.has(now)) {
      throw new WeightsMismatchError(
        `Cannot load weights from ${file}: rename gives two arrays the name "${now}"`,
      );
    }
    result.set(now, array);
  }
  return result;
}

function fromTorch(array: NdArray, weight: NamedWeight): NdArray {
  const axes = torchAxes(weight);
  if (axes === undefined || axes.length !== array.shape.length) return array;
  return transposed(toFloat32(array, `"${weight.path}"`), axes);
}

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 8).map((name) => `"${name}"`).join(", ");
  return [`${what}: ${shown}${names.length > 8 ? ` and ${names.length - 8} more` : ""}`];
}
