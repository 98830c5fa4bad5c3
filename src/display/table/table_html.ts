/**
 * Tables in pages.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { type Layout, tableNote } from "./layout.ts";

// The class is what JupyterLab, VS Code and nbconvert style; colours stay those of the page.
const TABLE = '<table class="dataframe" style="font-variant-numeric:tabular-nums">';

/** Draws a table whose colours are those of the page around it. */
export function tableHtml(layout: Layout): string {
  const head = layout.columns.map(({ name, numeric }) =>
    `<th style="text-align:${numeric ? "right" : "left"}">${isolated(name)}</th>`
  ).join("");
  const rows = layout.rows.map((number, row) => {
    const gap = row === layout.gap
      ? `<tr><th>⋮</th><td colspan="${
        layout.columns.length - (layout.numbered ? 0 : 1)
      }"></td></tr>\n`
      : "";
    const cells = layout.columns.map(({ numeric, cells }) =>
      numeric
        ? `<td style="text-align:right">${escapeHtml(cells[row]!)}</td>`
        : `<td style="text-align:left">${isolated(cells[row]!)}</td>`
    ).join("");
    const index = layout.numbered ? `<th style="text-align:right">${number}</th>` : "";
    return `${gap}<tr>${index}${cells}</tr>`;
  });
  return `<div style="overflow-x:auto;max-width:100%">\n${TABLE}\n<thead><tr>${
    layout.numbered ? "<td></td>" : ""
  }${head}` +
    `</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>\n` +
    `<small>${escapeHtml(tableNote(layout).join(" × "))}</small></div>`;
}

/** Text from data; text from right to left stays within its cell. */
function isolated(text: string): string {
  const html = escapeHtml(text);
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f…]*$/.test(text) ? html : `<bdi>${html}</bdi>`;
}
