/**
 * A safetensors file of which single arrays are read.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import { arrayOfBytes } from "../array_of_bytes.ts";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from "./header.ts";

/**
 * An open safetensors file; arrays are read when they are asked for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const bias = io.ndArray({ dtype: "float32", shape: [2], data: new Float32Array([1, 2]) });
 * await Deno.writeFile(path, io.writeSafetensors({ bias }));
 * using file = await io.SafetensorsFile.open(path);
 * assertEquals([...file.entries.keys()], ["bias"]);
 * assertEquals(await file.read("bias"), bias);
 * ```
 */
export class SafetensorsFile {
  readonly #file: Deno.FsFile;
  readonly #header: SafetensorsHeader;
  readonly #start: number;
  /** Reads wait for each other: they share the file's position. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: Deno.FsFile, header: SafetensorsHeader, start: number) {
    this.#file = file;
    this.#header = header;
    this.#start = start;
  }

  /**
   * Opens a file and reads its header.
   *
   * @param path The file.
   * @returns The open file; `close()` it, or hold it with `using`.
   * @throws {SyntaxError} When it is no whole safetensors file.
   * @throws {Deno.errors.NotFound} When there is no such file.
   */
  static async open(path: string | URL): Promise<SafetensorsFile> {
    const file = await Deno.open(path);
    try {
      const { size } = await file.stat();
      const prefix = await readFully(file, Math.min(size, PREFIX_BYTES));
      const length = headerLength(prefix, size);
      const start = PREFIX_BYTES + length;
      return new SafetensorsFile(
        file,
        parseHeader(await readFully(file, length), size - start),
        start,
      );
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Type, shape and place of each array, by name. */
  get entries(): ReadonlyMap<string, SafetensorsEntry> {
    return this.#header.entries;
  }

  /** Texts beside the arrays. */
  get metadata(): Readonly<Record<string, string>> {
    return this.#header.metadata;
  }

  /**
   * Reads one array.
   *
   * @param name Its name.
   * @returns Type, shape and values.
   * @throws {RangeError} When the file has no such array.
   */
  async read(name: string): Promise<NdArray> {
    const entry = this.#header.entries.get(name);
    if (entry === undefined) {
      const known = [...this.#header.entries.keys()];
      const some = known.slice(0, 10).map((name) => `"${name}"`).join(", ");
      throw new RangeError(
        `Cannot read array "${name}": the file has ${known.length} arrays: ${some}` +
          (known.length > 10 ? " …" : ""),
      );
    }
    const reading = this.#last.then(async () => {
      const [begin, end] = entry.range;
      await this.#file.seek(this.#start + begin, Deno.SeekMode.Start);
      return arrayOfBytes(entry, await readFully(this.#file, end - begin));
    });
    // A failed read is its caller's; the next one starts all the same.
    this.#last = reading.then(() => undefined, () => undefined);
    return await reading;
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }
}

async function readFully(file: Deno.FsFile, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) {
      throw new SyntaxError(
        `Cannot read safetensors: the file ended ${length - at} bytes before its data does`,
      );
    }
    at += count;
  }
  return bytes;
}
