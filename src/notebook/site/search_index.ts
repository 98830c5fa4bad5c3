/**
 * What can be searched in a site: headings, and the text below each.
 *
 * @module
 */

import { textOf } from "../convert/html_text.ts";
import type { PageContent } from "./page_content.ts";

/** Characters of text below one heading; more makes the index large and finds little else. */
const MAX_TEXT = 2000;

/** A page's number, the id of a heading, the heading, and the text below it. */
type Entry = [page: number, id: string, heading: string, text: string];

/** The index as a script, since pages from a disk cannot load anything else. */
export function searchIndex(contents: readonly PageContent[]): string {
  const pages = contents.map(({ page }) => [
    page.title,
    page.address.split("/").map(encodeURIComponent).join("/"),
  ]);
  const entries = contents.flatMap(pageEntries);
  const json = JSON.stringify({ pages, entries }).replaceAll("<", "\\u003c");
  return `globalThis.tensaurSearch = ${json};\n`;
}

function pageEntries({ cells }: PageContent, page: number): Entry[] {
  const html = cells.filter(({ cell }) => cell.cell_type === "markdown").map(({ html }) => html);
  // Before each heading, which then is the beginning of its part.
  const parts = html.join("\n").split(/(?=<h[1-6] id=")/);
  return parts.flatMap((part): Entry[] => {
    const [all = "", id = "", heading = ""] =
      /^<h[1-6] id="([^"]*)"[^>]*>([\s\S]*?)<\/h[1-6]>/.exec(part) ?? [];
    const text = textOf(part.slice(all.length)).slice(0, MAX_TEXT);
    return all === "" && text === "" ? [] : [[page, id, textOf(heading), text]];
  });
}
