/**
 * Where a verb writes what it makes of one of several files.
 *
 * @module
 */

import { NotebookError } from "../notebook/format/notebook_error.ts";
import { pathKind } from "../notebook/path_kind.ts";
import { nameOf, withEnding } from "../notebook/paths.ts";

/** What `--out` is given for standard output. */
export const STANDARD_OUTPUT = "-";

/**
 * The file that `--out` stands for: itself for one file, one in a folder for several.
 *
 * @param path One of the files.
 * @throws {NotebookError} When several would become the same.
 */
export async function outPath(
  path: string,
  { out, files, ending }: {
    readonly out: string;
    readonly files: readonly string[];
    /** What the name ends with. */
    readonly ending: string;
  },
): Promise<string> {
  if (out === STANDARD_OUTPUT) {
    throw new NotebookError("--out - is for tensaur notebook convert alone: name a file");
  }
  const kind = await pathKind(out);
  if (!out.endsWith("/") && kind !== "folder") {
    if (files.length === 1) return out;
    if (kind === "file") {
      throw new NotebookError(`--out must be a folder for ${files.length} files`, { path: out });
    }
  }
  const name = nameOf(path);
  if (files.filter((each) => nameOf(each) === name).length > 1) {
    throw new NotebookError(`two of the files are named ${name}: give them different names`);
  }
  await Deno.mkdir(out, { recursive: true });
  return `${out.replace(/\/$/, "")}/${withEnding(name, ending)}`;
}
