/**
 * The page of a site that says where sections of documents are worked through.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { langAttribute } from "../convert/text_language.ts";
import { OWN_PAGES } from "./plan_site.ts";
import type { DocumentSections, Section } from "./sections.ts";
import { relativeAddress, type SitePage } from "./site_page.ts";

/** What stands on the page. */
export function sectionsPage(
  documents: readonly DocumentSections[],
  pages: readonly SitePage[],
): string {
  const tables = documents.map(({ document, headings }) =>
    [
      `<h2 id="${escapeHtml(`document-${document}`)}">${escapeHtml(document)}</h2>`,
      '<div class="scrolls"><table>',
      "<thead><tr><th>Line</th><th>Section</th><th>Notebook</th></tr></thead>",
      "<tbody>",
      ...headings.map((section) => row(section, pages)),
      "</tbody></table></div>",
    ].join("\n")
  );
  return [
    "<h1>Sections of the documents</h1>",
    "<p>Which section of a document is worked through where.</p>",
    ...tables,
  ].join("\n");
}

function row({ line, heading, notebook, cell }: Section, pages: readonly SitePage[]): string {
  const page = pages.find(({ path }) => path === notebook)!;
  const address = `${relativeAddress(OWN_PAGES.sections, page.address)}#cell-${cell}`;
  return `<tr><td>${line}</td>` +
    `<td><a href="${address}"${langAttribute(heading)}>${escapeHtml(heading)}</a></td>` +
    `<td>${escapeHtml(page.title)}</td></tr>`;
}
