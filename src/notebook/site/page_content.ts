/**
 * What stands on a page: the cells of its notebook, with headings and figures known.
 *
 * @module
 */

import { cellHtml } from "../convert/cell_html.ts";
import { languageTag } from "../convert/language_tag.ts";
import { embedPicture } from "../convert/picture_file.ts";
import { type PlotlyMode, wantsLibrary } from "../convert/plotly_figures.ts";
import type { Heading, MarkdownOptions } from "../convert/render_markdown.ts";
import type { Json } from "../format/json.ts";
import { type Cell, cellName } from "../format/notebook.ts";
import { folderOf } from "../paths.ts";
import { type LinkTargets, resolveLink } from "./site_links.ts";
import type { SitePage } from "./site_page.ts";

/** A page before it is put into its frame. */
export interface PageContent {
  readonly page: SitePage;
  /** Of each cell, in order; empty for those that are not shown. */
  readonly cells: readonly { readonly cell: Cell; readonly html: string }[];
  /** All headings, in order. */
  readonly headings: readonly Heading[];
  /** What Plotly draws: `figure-1` and so on. */
  readonly figures: readonly Json[];
  /** Links and pictures that lead nowhere, one line each. */
  readonly problems: readonly string[];
  /** One line each. */
  readonly warnings: readonly string[];
}

/** How pages are made. */
export interface ContentOptions {
  readonly targets: LinkTargets;
  readonly plotly: PlotlyMode;
  readonly trust: boolean;
}

/** Ids of the frame, which no heading gets. */
export const FRAME_IDS = { main: "site-main", navigation: "site-nav", contents: "site-contents" };

/** All ids that links to a page can name. */
export async function pageIds({ notebook }: SitePage): Promise<Set<string>> {
  const anchors = newAnchors();
  const ids = new Set<string>();
  for (const cell of notebook.cells) {
    const html = await cellHtml(cell.cell_type === "code" ? { ...cell, outputs: [] } : cell, {
      language: "plain",
      outputs: { trust: false },
      markdown: { anchors },
    });
    for (const [, id] of html.matchAll(/\sid="([^"]+)"/g)) ids.add(id!);
  }
  return ids;
}

/** Makes what stands on a page. */
export async function pageContent(page: SitePage, options: ContentOptions): Promise<PageContent> {
  const { targets, plotly, trust } = options;
  const { notebook, file } = page;
  const figures: Json[] = [];
  const headings: Heading[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  const outputs = {
    trust,
    ...wantsLibrary(notebook, plotly) && {
      figure: (figure: Json) => `figure-${figures.push(figure)}`,
    },
  };
  const language = languageTag(notebook);
  const anchors = newAnchors();
  const cells: { cell: Cell; html: string }[] = [];
  for (const [index, cell] of notebook.cells.entries()) {
    const where = `${file}, ${cellName(cell, index)}`;
    const markdown: MarkdownOptions = {
      anchors,
      heading: (heading) => headings.push(heading),
      link: async (address) => {
        const found = await resolveLink(address, { page, targets });
        if ("address" in found) return found.address;
        if ("problem" in found) problems.push(`${where}: ${found.problem}`);
        else warnings.push(`${where}: ${found.warning}`);
        return undefined;
      },
      picture: async (address) => {
        const found = await embedPicture(address, folderOf(file));
        if (found !== undefined || address.startsWith("data:")) return found;
        if (!/^(?:https?:)?\/\//i.test(address)) {
          problems.push(`${where}: shows "${address}", which is no picture that is there`);
        }
        return undefined;
      },
    };
    const html = await cellHtml(cell, { language, outputs, markdown });
    const local = trust ? html : withoutRemotePictures(html);
    if (local !== html) {
      warnings.push(`${where}: pictures from other servers became links: the site loads nothing`);
    }
    cells.push({ cell, html: local });
  }
  return { page, cells, headings, figures, problems, warnings };
}

function newAnchors(): Set<string> {
  return new Set(Object.values(FRAME_IDS));
}

/** A site needs no network: a picture from elsewhere becomes a link to it. */
function withoutRemotePictures(html: string): string {
  return html.replaceAll(/<img\b[^>]*?\ssrc="((?:https?:)?\/\/[^"]*)"[^>]*>/g, (tag, address) => {
    const [, alt] = /\salt="([^"]+)"/.exec(tag) ?? [];
    return `<a href="${address}">${alt ?? "Picture"}</a>`;
  });
}
