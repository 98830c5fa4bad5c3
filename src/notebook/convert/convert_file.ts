/**
 * Notebooks in files, turned into pages and scripts, and scripts into notebooks.
 *
 * @module
 */

import { readNotebook, writeNotebook, writeTextFile } from "../format/notebook_file.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { replaceFile } from "../../io/replace_file.ts";
import { makeFolderOf } from "../make_folder.ts";
import { pathKind } from "../path_kind.ts";
import { folderOf, nameOf, withEnding } from "../paths.ts";
import { withPath } from "../run/run_file.ts";
import { fromScript } from "./from_script.ts";
import { firstHeading, type HtmlOptions, toHtml } from "./to_html.ts";
import { toMarkdown } from "./to_markdown.ts";
import { toScript } from "./to_script.ts";
import { updateFrom } from "./update_from.ts";

/** What a file can be turned into. */
export const TARGETS = ["html", "ts", "md", "ipynb"] as const;

/** How a file is converted. */
export interface ConvertOptions extends Omit<HtmlOptions, "folder"> {
  /** The format. */
  readonly to: typeof TARGETS[number];
  /** The file that is written; the same name with another ending unless told. */
  readonly out?: string;
}

/** What was written. */
export interface Converted {
  /** The main file first. */
  readonly written: readonly string[];
  /** What a user may want to know. */
  readonly warnings: readonly string[];
}

/**
 * Converts a file: a notebook to HTML, TypeScript or Markdown, a script to a notebook. A notebook that is
 * there already gives the cells that did not change their ids and outputs. The folder is made where it
 * is not there.
 *
 * @throws {NotebookError} When it cannot be read, converted or written.
 */
export async function convertFile(path: string, options: ConvertOptions): Promise<Converted> {
  const { to, out = withEnding(path, `.${to}`) } = options;
  if (out === path) {
    throw new NotebookError("would be converted to itself: name another file", { path });
  }
  await makeFolderOf(out);
  if (to === "ipynb") return await fromScriptFile(path, out);
  const { notebook, warnings } = await readNotebook(path);
  if (to === "ts") {
    await writeTextFile(out, toScript(notebook));
    return { written: [out], warnings };
  }
  if (to === "html") {
    const { title = firstHeading(notebook) ?? nameOf(path) } = options;
    const page = await toHtml(notebook, { ...options, folder: folderOf(path), title });
    await writeTextFile(out, page.html);
    return { written: [out], warnings: [...warnings, ...page.warnings] };
  }
  const folder = withEnding(out, "_files");
  const { text, files } = toMarkdown(notebook, { folder: nameOf(folder) });
  if (files.size > 0) await Deno.mkdir(folder, { recursive: true });
  const written = [out];
  for (const [name, bytes] of files) {
    await replaceFile(`${folder}/${name}`, bytes);
    written.push(`${folder}/${name}`);
  }
  await writeTextFile(out, text);
  return { written, warnings };
}

async function fromScriptFile(path: string, out: string): Promise<Converted> {
  const script = await readScript(path);
  const notebook = await withPath(path, () => Promise.resolve(fromScript(script)));
  const old = await pathKind(out) !== undefined ? (await readNotebook(out)).notebook : undefined;
  await writeNotebook(out, old ? updateFrom(notebook, old) : notebook);
  return { written: [out], warnings: [] };
}

async function readScript(path: string): Promise<string> {
  if (path.endsWith(".ipynb")) {
    throw new NotebookError("is a notebook already: --to ipynb takes scripts", { path });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`cannot be read: ${why}`, { path, cause });
  }
}
