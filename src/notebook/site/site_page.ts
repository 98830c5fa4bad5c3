/**
 * The pages of a site.
 *
 * @module
 */

import type { Notebook } from "../format/notebook.ts";

/** A notebook that becomes a page. Addresses are relative to the site's root, with `/` in them. */
export interface SitePage {
  /** The notebook's file, as it was read. */
  readonly file: string;
  /** The same relative to the folder of all: `document_000/digits.ipynb`. */
  readonly path: string;
  /** The page: `document_000/digits.html`. */
  readonly address: string;
  /** The folder, empty for the topmost one. */
  readonly group: string;
  /** The first heading, or the file's name. */
  readonly title: string;
  /** What was read. */
  readonly notebook: Notebook;
}

/** Pages of one folder. */
export interface PageGroup {
  /** The folder, empty for the topmost one. */
  readonly group: string;
  /** For readers; empty for the topmost folder. */
  readonly name: string;
  /** In their order. */
  readonly pages: readonly SitePage[];
}

/** Pages by folder, in their order. */
export function groupsOf(pages: readonly SitePage[]): PageGroup[] {
  const groups = Map.groupBy(pages, ({ group }) => group);
  return [...groups].map(([group, pages]) => ({ group, name: groupName(group), pages }));
}

/** Where a page leads to another place of the site: `../index.html`. */
export function relativeAddress(from: string, to: string): string {
  const [start, end] = [from.split("/").slice(0, -1), to.split("/")];
  let same = 0;
  while (same < start.length && same < end.length - 1 && start[same] === end[same]) same++;
  const up = start.slice(same).map(() => "..");
  return [...up, ...end.slice(same)].map(encodeURIComponent).join("/");
}

/** `document_000/more` as `Document 000 / more`. */
function groupName(folder: string): string {
  const words = folder.replaceAll(/[_-]+/g, " ").replaceAll("/", " / ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
