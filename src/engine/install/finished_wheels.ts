/**
 * Wheels that are unpacked already: with CUDA an installation is a dozen of them, and one that was
 * interrupted goes on at the wheel where it stopped.
 *
 * @module
 */

import { join } from "node:path";
import { isDirectory, listDirectory, readText } from "./host.ts";
import type { ManifestFile, ManifestSource } from "./manifest.ts";

/** A wheel whose files are in the tree. */
export interface FinishedWheel {
  /** Which wheel it was. */
  source: ManifestSource;
  /** Its files. */
  files: ManifestFile[];
  /** Text of its METADATA. */
  metadata: string;
}

/** The list of them, beside the tree on the disk. */
export class FinishedWheels {
  readonly #path: string;
  #wheels: FinishedWheel[] = [];

  private constructor(path: string) {
    this.#path = path;
  }

  /** Reads the list in `staging`, and removes from `tree` whatever else is there. */
  static async resume(staging: string, tree: string): Promise<FinishedWheels> {
    const finished = new FinishedWheels(join(staging, "finished.json"));
    const wheels = parse(readText(finished.#path));
    finished.#wheels = wheels.filter(({ files }) => files.every((file) => isWhole(tree, file)));
    const kept = new Set(finished.#wheels.flatMap(({ files }) => files.map(({ path }) => path)));
    await removeOthers(tree, "", kept);
    return finished;
  }

  /** The wheel that was unpacked for `requirement`. */
  get(requirement: string): FinishedWheel | undefined {
    return this.#wheels.find(({ source }) => source.requirement === requirement);
  }

  /** Notes a wheel, once its files are in the tree. */
  async add(wheel: FinishedWheel): Promise<void> {
    this.#wheels.push(wheel);
    await Deno.writeTextFile(`${this.#path}.new`, JSON.stringify(this.#wheels));
    await Deno.rename(`${this.#path}.new`, this.#path);
  }

  /** Forgets all wheels: each is unpacked anew. */
  async forget(): Promise<void> {
    if (this.#wheels.length > 0) await Deno.remove(this.#path);
    this.#wheels = [];
  }
}

function parse(text: string | undefined): FinishedWheel[] {
  if (text === undefined) return [];
  try {
    return JSON.parse(text);
  } catch (error) {
    // Placed by a rename, so only a fault of the disk makes this: begin anew.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isWhole(tree: string, { path, size }: ManifestFile): boolean {
  try {
    return Deno.statSync(join(tree, path)).size === size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function removeOthers(tree: string, folder: string, kept: Set<string>): Promise<void> {
  for (const name of listDirectory(join(tree, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (isDirectory(join(tree, path))) await removeOthers(tree, path, kept);
    else if (!kept.has(path)) await Deno.remove(join(tree, path));
  }
}
