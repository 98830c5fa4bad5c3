/**
 * What a checkpoint holds, and its files.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import { readSafetensors, safetensorsParts } from "../../io/safetensors/safetensors.ts";
import type { SealedFolder } from "../../io/sealed_folder/sealed_folder.ts";
import type { FileContent } from "../../io/sealed_folder/write_sealed_folder.ts";

/** The state of a training run after some step. */
export interface CheckpointContent {
  /** Arrays by group and name: `{ model: { "dense/kernel": … }, optimizer: { … } }`. */
  readonly arrays: Readonly<Record<string, Readonly<Record<string, NdArray>>>>;
  /** Everything else as JSON: schedule, random numbers, data position, history. */
  readonly state: unknown;
}

/** A checkpoint read back. */
export interface Checkpoint extends CheckpointContent {
  /** After how many steps it was taken. */
  readonly step: number;
  /** The folder. */
  readonly path: string;
}

/** Name of the JSON in a checkpoint's folder, as the Hugging Face Trainer has it. */
export const STATE = "trainer_state.json";

const SUFFIX = ".safetensors";

/**
 * The files of a checkpoint.
 *
 * @throws {TypeError} When a group's name is no plain word, or the state holds numbers that JSON does
 *   not.
 */
export function checkpointFiles(content: CheckpointContent): Record<string, FileContent> {
  const files: Record<string, FileContent> = {};
  for (const [group, arrays] of Object.entries(content.arrays)) {
    if (!/^[a-z][a-z0-9_]*$/.test(group)) {
      throw new TypeError(
        `Cannot write a checkpoint: a group of arrays must be named in small letters, ` +
          `current name is "${group}"`,
      );
    }
    files[`${group}${SUFFIX}`] = safetensorsParts(arrays);
  }
  files[STATE] = `${JSON.stringify(content.state, finiteOnly, 2)}\n`;
  return files;
}

/** JSON turns NaN and infinities into null without a word; a resumed run would not be the same. */
function finiteOnly(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(
      `Cannot write a checkpoint: "${key}" of its state is ${value}, which JSON does not hold: ` +
        "write it as text",
    );
  }
  return value;
}

/**
 * Reads all files of a checkpoint and checks them.
 *
 * @throws {DamagedFolderError} When one is missing or not as it was written.
 */
export async function readContent(folder: SealedFolder): Promise<CheckpointContent> {
  const arrays: Record<string, Readonly<Record<string, NdArray>>> = {};
  for (const name of Object.keys(folder.files).filter((name) => name.endsWith(SUFFIX))) {
    arrays[name.slice(0, -SUFFIX.length)] = readSafetensors(await folder.read(name)).arrays;
  }
  const state = JSON.parse(new TextDecoder().decode(await folder.read(STATE)));
  return { arrays, state };
}
