/**
 * Folders that are there whole or not at all.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { partBeside, replaceFolder } from "../replace_folder.ts";
import { type FileSeal, SEAL, serializeSeal } from "./seal.ts";

/** A file's content: text, bytes, or bytes in parts. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes a folder of files with their checksums: under another name beside, brought to the disk, then
 * renamed. A process that is killed, or a disk that runs full, leaves no folder of this name.
 *
 * @param path The folder; one that is there is replaced when the new one is whole.
 * @param files Contents by name; names without a path.
 * @throws {Error} What the system says, for example where the disk is full; what was written is
 *   removed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const path = `${await Deno.makeTempDir()}/run`;
 * await io.writeSealedFolder(path, { "a.bin": [new Uint8Array(2), new Uint8Array(3)] });
 * assertEquals((await io.SealedFolder.open(path)).files["a.bin"]?.bytes, 5);
 * ```
 */
export async function writeSealedFolder(
  path: string,
  files: Readonly<Record<string, FileContent>>,
): Promise<void> {
  await replaceFolder(path, async (part) => {
    const seal: Record<string, FileSeal> = {};
    for (const [name, content] of Object.entries(files)) {
      seal[name] = await writeFile(`${part}/${name}`, content);
    }
    await writeFile(`${part}/${SEAL}`, serializeSeal(seal));
  });
}

/**
 * Removes a folder; a process that is killed meanwhile leaves none of this name that is half there.
 *
 * @param path The folder.
 * @throws {Deno.errors.NotFound} When there is none.
 */
export async function removeSealedFolder(path: string): Promise<void> {
  const part = partBeside(path);
  await Deno.rename(path, part);
  await Deno.remove(part, { recursive: true });
}

/** Whether a name is one that a killed process left beside the folder `name`. */
export function isLeftOver(entry: string, name: RegExp): boolean {
  const [, owner = ""] = entry.match(/^\.(.+)\.[0-9a-f]{8}\.part$/) ?? [];
  return name.test(owner);
}

async function writeFile(path: string, content: FileContent): Promise<FileSeal> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const hash = createHash("sha256");
  let bytes = 0;
  for (const part of partsOf(content)) {
    for (let at = 0; at < part.length;) at += await file.write(part.subarray(at));
    hash.update(part);
    bytes += part.length;
  }
  await file.sync();
  return { bytes, sha256: hash.digest("hex") };
}

function partsOf(content: FileContent): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}
