/**
 * A folder of checkpoints.
 *
 * @module
 */

import { replaceFile } from "../../io/replace_file.ts";
import { DamagedFolderError } from "../../io/sealed_folder/seal.ts";
import { SealedFolder } from "../../io/sealed_folder/sealed_folder.ts";
import {
  isLeftOver,
  removeSealedFolder,
  writeSealedFolder,
} from "../../io/sealed_folder/write_sealed_folder.ts";
import {
  type Checkpoint,
  type CheckpointContent,
  checkpointFiles,
  readContent,
} from "./checkpoint.ts";

/** Which checkpoints are kept. */
export interface CheckpointStoreOptions {
  /** How many of the newest; 2 unless told. The best one is kept besides. */
  readonly keep?: number;
  /** Whether larger scores are better, as accuracies are; false, as for losses, unless told. */
  readonly greaterIsBetter?: boolean;
}

/** A checkpoint that could not be read. */
export interface SkippedCheckpoint {
  /** After how many steps it was taken. */
  readonly step: number;
  /** What is wrong with it. */
  readonly reason: DamagedFolderError;
}

/** The newest checkpoint that is whole. */
export interface LatestCheckpoint {
  /** Undefined when there is none. */
  readonly checkpoint: Checkpoint | undefined;
  /** Newer ones that are damaged. */
  readonly skipped: readonly SkippedCheckpoint[];
}

/** Name of the file that tells which checkpoint is the best. */
const BEST = /^checkpoint-(\d+)\.best$/;
const FOLDER = /^checkpoint-(\d+)$/;

/**
 * Checkpoints of one training run in one folder, `checkpoint-<step>` each: weights and optimizer as
 * safetensors, the rest as JSON, and checksums. Each is written beside and renamed, so that a killed
 * process leaves the older ones; one that was damaged later is refused by name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io, train } from "tensaur";
 *
 * const store = new train.CheckpointStore(await Deno.makeTempDir(), { keep: 1 });
 * const bias = io.ndArray({ dtype: "float32", shape: [1], data: new Float32Array([0.5]) });
 * await store.save(100, { arrays: { model: { bias } }, state: { epoch: 1 } });
 * const { checkpoint } = await store.latest();
 * assertEquals(checkpoint?.step, 100);
 * assertEquals(checkpoint?.arrays.model, { bias });
 * ```
 */
export class CheckpointStore {
  /** The folder. */
  readonly path: string;
  readonly #keep: number;
  readonly #greaterIsBetter: boolean;

  /**
   * Takes a folder; it is made when the first checkpoint is.
   *
   * @param path The folder.
   * @param options How many are kept, and what is best.
   * @throws {RangeError} When `keep` is no whole number from 1 on.
   */
  constructor(path: string, options: CheckpointStoreOptions = {}) {
    const { keep = 2, greaterIsBetter = false } = options;
    if (!(Number.isInteger(keep) && keep >= 1)) {
      throw new RangeError(
        `Cannot keep checkpoints: keep must be a whole number from 1 on, current value is ${keep}`,
      );
    }
    this.path = path;
    this.#keep = keep;
    this.#greaterIsBetter = greaterIsBetter;
  }

  /**
   * Writes a checkpoint and removes those that are no longer kept.
   *
   * @param step After how many steps; one that is there already is replaced.
   * @param content Arrays and state.
   * @param score What tells the best one; without it the best stays what it was.
   * @returns The folder of the checkpoint.
   * @throws {Error} What the system says, for example where the disk is full; older ones stay.
   */
  async save(step: number, content: CheckpointContent, score?: number): Promise<string> {
    const path = this.#folder(step);
    const files = checkpointFiles(content);
    await Deno.mkdir(this.path, { recursive: true });
    await this.#removeLeftOver();
    await writeSealedFolder(path, files);
    if (score !== undefined) await this.#markIfBest(step, score);
    await this.#rotate(step);
    return path;
  }

  /** The steps of which there are checkpoints, ascending; whole or damaged. */
  async steps(): Promise<number[]> {
    return (await this.#numbers(FOLDER)).sort((a, b) => a - b);
  }

  /** The step with the best score; undefined when none has one, or it is no longer there. */
  async bestStep(): Promise<number | undefined> {
    return (await this.#best())?.step;
  }

  /**
   * Reads a checkpoint.
   *
   * @param step After how many steps it was taken.
   * @returns Arrays and state.
   * @throws {RangeError} When there is none of this step.
   * @throws {DamagedFolderError} When a file is missing or not as it was written.
   */
  async load(step: number): Promise<Checkpoint> {
    const steps = await this.steps();
    if (!steps.includes(step)) {
      throw new RangeError(
        `Cannot load checkpoint ${step}: "${this.path}" has ` +
          (steps.length === 0 ? "none" : steps.join(", ")),
      );
    }
    const folder = await SealedFolder.open(this.#folder(step));
    return { step, path: folder.path, ...await readContent(folder) };
  }

  /** Reads the newest checkpoint that is whole, and names those that are not. */
  async latest(): Promise<LatestCheckpoint> {
    const skipped: SkippedCheckpoint[] = [];
    for (const step of (await this.steps()).reverse()) {
      try {
        return { checkpoint: await this.load(step), skipped };
      } catch (error) {
        if (!(error instanceof DamagedFolderError)) throw error;
        skipped.push({ step, reason: error });
      }
    }
    return { checkpoint: undefined, skipped };
  }

  #folder(step: number): string {
    if (!(Number.isSafeInteger(step) && step >= 0)) {
      throw new RangeError(
        `Cannot name a checkpoint: step must be a whole number from 0 on, current value is ${step}`,
      );
    }
    return `${this.path}/checkpoint-${step}`;
  }

  async #numbers(pattern: RegExp): Promise<number[]> {
    const names = await this.#names();
    return names.flatMap((name) => {
      const step = name.match(pattern)?.[1];
      return step === undefined ? [] : Number(step);
    });
  }

  async #names(): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const { name } of Deno.readDir(this.path)) names.push(name);
    } catch (error) {
      // There are none in what is no folder; writing one tells so.
      const { NotFound, NotADirectory } = Deno.errors;
      if (!(error instanceof NotFound || error instanceof NotADirectory)) throw error;
    }
    return names;
  }

  async #best(): Promise<{ step: number; score: number } | undefined> {
    const steps = await this.steps();
    const marked = (await this.#numbers(BEST)).filter((step) => steps.includes(step));
    const all = await Promise.all(
      marked.map(async (step) => ({
        step,
        score: Number(await Deno.readTextFile(this.#mark(step))),
      })),
    );
    // Two marks are there when a process was killed between the new one and the end of the old one.
    return all.reduce<typeof all[0] | undefined>(
      (best, one) => best === undefined || this.#isBetter(one.score, best.score) ? one : best,
      undefined,
    );
  }

  #isBetter(score: number, than: number): boolean {
    return this.#greaterIsBetter ? score > than : score < than;
  }

  #mark(step: number): string {
    return `${this.#folder(step)}.best`;
  }

  async #markIfBest(step: number, score: number): Promise<void> {
    const best = await this.#best();
    if (Number.isNaN(score) || (best !== undefined && !this.#isBetter(score, best.score))) return;
    await replaceFile(this.#mark(step), String(score));
  }

  /** Removes the oldest; those after `newest` were left behind when training went on from before them. */
  async #rotate(newest: number): Promise<void> {
    const best = await this.bestStep();
    const steps = await this.steps();
    const byAge = [...steps.filter((step) => step > newest), ...steps.filter((s) => s <= newest)];
    for (const step of byAge.slice(0, -this.#keep)) {
      if (step !== best) await removeSealedFolder(this.#folder(step));
    }
    for (const step of await this.#numbers(BEST)) {
      if (step !== best) await Deno.remove(this.#mark(step));
    }
  }

  async #removeLeftOver(): Promise<void> {
    for (const name of await this.#names()) {
      if (isLeftOver(name, FOLDER)) {
        await Deno.remove(`${this.path}/${name}`, { recursive: true });
      }
    }
  }
}
