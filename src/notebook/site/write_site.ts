/**
 * Files of a site, written so that a former build is replaced and nobody else's files are touched.
 *
 * @module
 */

import { replaceFile } from "../../io/replace_file.ts";
import { canonicalJson, isJsonObject, parseJson } from "../format/json.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { folderOf } from "../paths.ts";
import { throwProblems } from "./plan_site.ts";

/** What a folder has after a site was written. */
export interface WrittenSite {
  /** Files that are new or changed, relative to the folder. */
  readonly written: readonly string[];
  /** Files of a former build that are gone. */
  readonly removed: readonly string[];
  /** How many files were as they should be. */
  readonly unchanged: number;
  /** One line each. */
  readonly warnings: readonly string[];
}

/** The list of what a build wrote, by which the next one knows its own files. */
export const MANIFEST = ".tensaur-site.json";

/**
 * Writes files in their order, each in one step, and then removes those that a former build wrote and
 * this one does not. What is interrupted is completed by the next call.
 *
 * @param files By their paths relative to the folder, with `/` in them.
 * @throws {NotebookError} When a file that is not of a former build is in the way: nothing is written
 *   then; or when something cannot be written.
 */
export async function writeSite(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<WrittenSite> {
  const old = await readManifest(folder);
  const hashes = new Map<string, string>();
  for (const [path, bytes] of files) hashes.set(path, await sha256(bytes));
  const there = new Map<string, string | undefined>();
  for (const path of new Set([...hashes.keys(), ...old.keys()])) {
    there.set(path, await hashOf(`${folder}/${path}`));
  }
  const foreign = [...hashes].filter(([path, hash]) =>
    !old.has(path) && there.get(path) !== undefined && there.get(path) !== hash
  );
  throwProblems(
    foreign.map(([path]) =>
      `${folder}/${path} is there already, and no former build wrote it: name another folder`
    ),
  );
  const written: string[] = [];
  const removed: string[] = [];
  const warnings: string[] = [];
  try {
    await Deno.mkdir(folder, { recursive: true });
    await writeManifest(folder, new Map([...old, ...hashes]));
    for (const [path, bytes] of files) {
      if (there.get(path) === hashes.get(path)) continue;
      await Deno.mkdir(folderOf(`${folder}/${path}`), { recursive: true });
      await replaceFile(`${folder}/${path}`, bytes);
      written.push(path);
    }
    for (const [path, hash] of old) {
      if (files.has(path) || there.get(path) === undefined) continue;
      if (there.get(path) === hash) {
        await Deno.remove(`${folder}/${path}`);
        await removeEmpty(folder, path);
        removed.push(path);
      } else warnings.push(`${folder}/${path} was changed since it was written, and stays`);
    }
    await writeManifest(folder, hashes);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new NotebookError(`The site is not complete: ${cause.message}`, { path: folder, cause });
  }
  return { written, removed, unchanged: files.size - written.length, warnings };
}

async function readManifest(folder: string): Promise<Map<string, string>> {
  const path = `${folder}/${MANIFEST}`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    if (!(error instanceof Deno.errors.NotADirectory)) throw error;
    throw new NotebookError("is a file: a site needs a folder", { path: folder, cause: error });
  }
  const json = parseJsonOr(text);
  const files = isJsonObject(json) && json.version === 1 ? json.files : undefined;
  if (!isJsonObject(files)) {
    throw new NotebookError("is no list of a site's files: remove it, or name another folder", {
      path,
    });
  }
  // What is read here is removed later: nothing outside of the folder may stand in it.
  const inside = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))(?!.*[\\:\0])./s;
  return new Map(
    Object.entries(files).filter(([name]) => inside.test(name)).map((
      [name, hash],
    ) => [name, String(hash)]),
  );
}

function parseJsonOr(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function writeManifest(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const text = `${canonicalJson({ version: 1, files: Object.fromEntries(files) })}\n`;
  const path = `${folder}/${MANIFEST}`;
  const bytes = new TextEncoder().encode(text);
  if (await hashOf(path) !== await sha256(bytes)) await replaceFile(path, bytes);
}

/** Folders that a removed file leaves empty. */
async function removeEmpty(folder: string, path: string): Promise<void> {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const place = `${folder}/${path.slice(0, at)}`;
    for await (const _entry of Deno.readDir(place)) return;
    await Deno.remove(place);
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return await sha256(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    // A folder of that name, or a file where a folder is needed: in the way.
    const { IsADirectory, NotADirectory } = Deno.errors;
    if (error instanceof IsADirectory || error instanceof NotADirectory) return "in the way";
    throw error;
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
}
