/**
 * Which notebooks become which pages, and in what order.
 *
 * @module
 */

import { relative, resolve } from "node:path";
import { findNotebooks } from "../find_notebooks.ts";
import { readNotebook } from "../format/notebook_file.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { firstHeading } from "../convert/to_html.ts";
import { pathKind } from "../path_kind.ts";
import { folderOf, nameOf, withEnding } from "../paths.ts";
import { type DocumentSections, parseSections, sectionProblems } from "./sections.ts";
import type { SitePage } from "./site_page.ts";

/** What a site is made of. */
export interface SitePlan {
  /** The folder that has all notebooks. */
  readonly root: string;
  /** In the order of the navigation. */
  readonly pages: readonly SitePage[];
  /** What `sections.json` says, where there is one. */
  readonly sections: readonly DocumentSections[];
  /** One line each. */
  readonly warnings: readonly string[];
}

/** Pages that a site has besides those of notebooks. */
export const OWN_PAGES = { front: "index.html", sections: "sections.html" } as const;
/** The folder of styles, scripts and pictures. */
export const ASSETS = "assets";

/** Names that come before others. */
const FIRST = ["readme", "introduction", "getting_started", "quick_start", "display_tour"];

/**
 * Reads all notebooks.
 *
 * @throws {NotebookError} When some cannot be read, or two would become the same page; all are named.
 */
export async function planSite(paths: readonly string[]): Promise<SitePlan> {
  const files = await findNotebooks(paths);
  const root = await commonFolder(paths);
  const warnings: string[] = [];
  const problems: string[] = [];
  const pages: SitePage[] = [];
  for (const file of files) {
    try {
      const { notebook, warnings: some } = await readNotebook(file);
      warnings.push(...some.map((warning) => `${file}: ${warning}`));
      const path = relative(root, resolve(file)).replaceAll("\\", "/");
      const address = withEnding(path, ".html");
      const group = path.includes("/") ? folderOf(path) : "";
      const title = firstHeading(notebook) ?? nameOf(withEnding(path, ""));
      pages.push({ file, path, address, group, title, notebook });
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error;
      problems.push(error.message);
    }
  }
  problems.push(...clashes(pages));
  const sections = await readSections(root, pages, problems);
  throwProblems(problems);
  return { root, pages: inOrder(pages, sections), sections, warnings };
}

/** @throws {NotebookError} With all problems, where there are any. */
export function throwProblems(problems: readonly string[]): void {
  const [only, ...others] = problems;
  if (only === undefined) return;
  const list = others.length === 0 ? only : `\n  ${problems.join("\n  ")}`;
  throw new NotebookError(`The site was not written: ${list}`);
}

/** The innermost folder that has all that was asked for. */
async function commonFolder(paths: readonly string[]): Promise<string> {
  const folders: string[] = [];
  for (const path of paths) {
    const full = resolve(path);
    folders.push(await pathKind(full) === "folder" ? full : folderOf(full));
  }
  let [common = resolve(".")] = folders;
  for (const folder of folders) {
    while (relative(common, folder).startsWith("..")) common = resolve(common, "..");
  }
  return common;
}

function clashes(pages: readonly SitePage[]): string[] {
  const taken = new Map<string, string>();
  for (const own of Object.values(OWN_PAGES)) taken.set(own, "a page that every site has");
  const problems: string[] = [];
  for (const { file, address } of pages) {
    // Not every file system tells capitals from small letters.
    const key = address.toLowerCase().normalize();
    const other = taken.get(key);
    if (other !== undefined) {
      problems.push(`${file}: its page ${address} would be that of ${other}: give it another name`);
    }
    if (key.startsWith(`${ASSETS}/`)) {
      problems.push(`${file}: the folder ${ASSETS} is the site's own: give it another name`);
    }
    taken.set(key, file);
  }
  return problems;
}

async function readSections(
  root: string,
  pages: readonly SitePage[],
  problems: string[],
): Promise<DocumentSections[]> {
  const path = `${root}/sections.json`;
  if (await pathKind(path) !== "file") return [];
  try {
    const sections = parseSections(await Deno.readTextFile(path), path);
    const notebooks = new Map(pages.map(({ path, notebook }) => [path, notebook]));
    // A site of some notebooks shows the sections of these.
    const some = sections.map(({ document, headings }) => ({
      document,
      headings: headings.filter(({ notebook }) => notebooks.has(notebook)),
    })).filter(({ headings }) => headings.length > 0);
    problems.push(...sectionProblems(some, notebooks).map((problem) => `${path}: ${problem}`));
    return some;
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    problems.push(error.message);
    return [];
  }
}

/** The topmost folder first; in a folder what begins there, then as the document goes, then by name. */
function inOrder(pages: readonly SitePage[], sections: readonly DocumentSections[]): SitePage[] {
  const lines = new Map<string, number>();
  for (const { line, notebook } of sections.flatMap(({ headings }) => headings)) {
    lines.set(notebook, Math.min(line, lines.get(notebook) ?? Infinity));
  }
  const rank = ({ path }: SitePage) => {
    const first = FIRST.indexOf(nameOf(withEnding(path, "")).toLowerCase().replaceAll("-", "_"));
    return first < 0 ? FIRST.length : first;
  };
  const byName = new Intl.Collator("en", { numeric: true }).compare;
  return pages.toSorted((a, b) =>
    byName(a.group, b.group) || rank(a) - rank(b) ||
    Math.sign((lines.get(a.path) ?? 1e9) - (lines.get(b.path) ?? 1e9)) || byName(a.path, b.path)
  );
}
