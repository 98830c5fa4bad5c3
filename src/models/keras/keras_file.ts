/**
 * The two kinds of files of Keras: `.keras`, a zip file, and `.h5`.
 *
 * @module
 */

import { isNdArray } from "../../core/nd_array.ts";
import type { H5Group } from "../../io/h5/h5_group.ts";
import { readH5 } from "../../io/h5/h5.ts";
import { readZip } from "../../io/zip/read_zip.ts";
import { KerasFileError } from "./keras_error.ts";
import type { StateArray } from "./optimizer_state.ts";
import type { KerasVersion } from "./parts.ts";
import { listedArrays } from "./read_weights.ts";

/** What a file of Keras' holds. */
export interface KerasFile {
  /** Which words it uses. */
  readonly version: KerasVersion;
  /** The model's configuration; undefined in a file of weights alone. */
  readonly config?: unknown;
  /** How it was compiled, if it was. */
  readonly compiled?: unknown;
  /** Its weights: numbered below each layer's path, or in lists of names. */
  readonly weights: { readonly kind: "numbered" | "named"; readonly root: H5Group };
  /** What its optimizer remembers, in Keras' order. */
  readonly optimizer?: readonly StateArray[];
}

const CONFIG = "config.json";
const METADATA = "metadata.json";
const WEIGHTS = "model.weights.h5";

/** Whether bytes begin as an HDF5 file does. */
export function isH5(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x89, 0x48, 0x44, 0x46]);
}

/** Whether bytes begin as a zip file does. */
export function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads a file of either kind; which one the bytes tell.
 *
 * @throws {KerasFileError | SyntaxError | RangeError} When it is none, damaged or too large.
 */
export async function readKerasFile(bytes: Uint8Array, maxBytes?: number): Promise<KerasFile> {
  const limit = maxBytes === undefined ? {} : { maxBytes };
  if (isZip(bytes)) return await readArchive(bytes, limit);
  if (isH5(bytes)) return legacyFile(await readH5(bytes, limit));
  throw new KerasFileError(
    bytes.length === 0
      ? "The file is empty"
      : "The file is neither a zip file (.keras) nor HDF5 (.h5); what pickle wrote is never read",
  );
}

async function readArchive(bytes: Uint8Array, limit: { maxBytes?: number }): Promise<KerasFile> {
  const wanted = [CONFIG, METADATA, WEIGHTS];
  // Other files are not unpacked, whatever they are called.
  const files = await readZip(bytes, { ...limit, keep: (name) => wanted.includes(name) });
  const weights = files[WEIGHTS];
  if (weights === undefined) throw new KerasFileError(`The archive has no ${WEIGHTS}`);
  const config = jsonOf(files[CONFIG], CONFIG) as { compile_config?: unknown };
  const metadata = files[METADATA] === undefined
    ? {}
    : jsonOf(files[METADATA], METADATA) as { keras_version?: unknown };
  const root = await readH5(weights, limit);
  return {
    version: versionOf(metadata?.keras_version),
    config,
    compiled: config?.compile_config,
    weights: { kind: "numbered", root },
    optimizer: numberedState(root),
  };
}

function legacyFile(root: H5Group): KerasFile {
  const { model_config, training_config, keras_version } = root.attributes;
  const weights = Object.hasOwn(root.children, "model_weights")
    ? root.children.model_weights
    : undefined;
  if (model_config !== undefined) {
    if (weights === undefined || isNdArray(weights)) {
      throw new KerasFileError("The file has a model_config, but no group model_weights");
    }
    return {
      version: versionOf(keras_version),
      config: jsonOf(model_config, "model_config"),
      compiled: training_config === undefined
        ? undefined
        : jsonOf(training_config, "training_config"),
      weights: { kind: "named", root: weights },
      optimizer: namedState(root),
    };
  }
  const named = "layer_names" in root.attributes || "layer_names0" in root.attributes;
  return {
    version: named ? versionOf(keras_version) : 3,
    weights: { kind: named ? "named" : "numbered", root },
  };
}

function numberedState(root: H5Group): StateArray[] {
  const vars = groupIn(groupIn(root, "optimizer"), "vars");
  const arrays = Object.entries(vars?.children ?? {});
  return arrays.sort(([a], [b]) => Number(a) - Number(b)).flatMap(([, array]) =>
    isNdArray(array) ? [{ array }] : []
  );
}

function namedState(root: H5Group): StateArray[] {
  const group = groupIn(root, "optimizer_weights");
  return group === undefined ? [] : listedArrays(group, "the optimizer");
}

function groupIn(group: H5Group | undefined, name: string): H5Group | undefined {
  const child = group && Object.hasOwn(group.children, name) ? group.children[name] : undefined;
  return child === undefined || isNdArray(child) ? undefined : child;
}

function jsonOf(content: unknown, name: string): unknown {
  try {
    const text = content instanceof Uint8Array
      ? new TextDecoder("utf-8", { fatal: true }).decode(content)
      : String(content);
    return JSON.parse(text);
  } catch (cause) {
    const reason = content === undefined ? "it is missing" : (cause as Error).message;
    throw new KerasFileError(`Its ${name} cannot be read: ${reason}`, { cause });
  }
}

function versionOf(version: unknown): KerasVersion {
  return typeof version === "string" && /^[12]\./.test(version) ? 2 : 3;
}
