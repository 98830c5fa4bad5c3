/**
 * A folder of files whose checksums are known.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { DamagedFolderError, parseSeal, SEAL, type Seal } from "./seal.ts";

/**
 * A folder that `writeSealedFolder` wrote; each file is checked when it is read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const path = `${await Deno.makeTempDir()}/run`;
 * await io.writeSealedFolder(path, { "notes.txt": "all well" });
 * const folder = await io.SealedFolder.open(path);
 * assertEquals(new TextDecoder().decode(await folder.read("notes.txt")), "all well");
 * ```
 */
export class SealedFolder {
  /** Where it is. */
  readonly path: string;
  /** Its files, with length and checksum. */
  readonly files: Seal;

  private constructor(path: string, files: Seal) {
    this.path = path;
    this.files = files;
  }

  /**
   * Opens a folder.
   *
   * @param path The folder.
   * @throws {DamagedFolderError} When there is no list of its files, or it cannot be read.
   */
  static async open(path: string): Promise<SealedFolder> {
    return new SealedFolder(path, parseSeal(path, await readSeal(path)));
  }

  /**
   * Reads a file and checks it.
   *
   * @param name The file, without a path.
   * @returns Its content.
   * @throws {DamagedFolderError} When it is missing, or not as it was written.
   */
  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = Object.hasOwn(this.files, name) ? this.files[name] : undefined;
    if (wanted === undefined) {
      const names = Object.keys(this.files).join(", ");
      throw new DamagedFolderError(this.path, `there is no file "${name}" in it, only ${names}`);
    }
    const content = await this.#content(name);
    if (content.length !== wanted.bytes) {
      throw new DamagedFolderError(
        this.path,
        `"${name}" has ${content.length} bytes instead of ${wanted.bytes}`,
      );
    }
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (sha256 !== wanted.sha256) {
      throw new DamagedFolderError(
        this.path,
        `"${name}" is not as it was written: its SHA-256 is ${sha256} instead of ${wanted.sha256}`,
      );
    }
    return content;
  }

  async #content(name: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await Deno.readFile(`${this.path}/${name}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new DamagedFolderError(this.path, `"${name}" is missing`);
    }
  }
}

async function readSeal(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(`${path}/${SEAL}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DamagedFolderError(path, `there is no ${SEAL} in it`);
  }
}
