/**
 * A static site of many notebooks.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { loadMathFont } from "../../deps/math_font.ts";
import { dataUrl } from "../convert/picture_file.ts";
import { plotlyLibrary, type PlotlyMode, wantsLibrary } from "../convert/plotly_figures.ts";
import { nameOf } from "../paths.ts";
import { verify } from "../verify.ts";
import { framed, type FramedPage, type SiteFrame } from "./frame.ts";
import { frontPage } from "./front_page.ts";
import { type PageContent, pageContent, pageIds } from "./page_content.ts";
import { description, runFacts, thumbnail } from "./page_facts.ts";
import { ASSETS, OWN_PAGES, planSite, throwProblems } from "./plan_site.ts";
import { searchIndex } from "./search_index.ts";
import { sectionsPage } from "./sections_page.ts";
import { groupsOf, relativeAddress, type SitePage } from "./site_page.ts";
import { SITE_SCRIPT } from "./site_script.ts";
import { siteStyle } from "./site_style.ts";
import { writeSite, type WrittenSite } from "./write_site.ts";

/** How a site is made. */
export interface SiteOptions {
  /** The folder that it is written to. */
  readonly out: string;
  /** Title of the site; `Notebooks` unless told. */
  readonly title?: string;
  /** Address of the folder of all notebooks in a source repository, to which pages then link. */
  readonly source?: string;
  /** The colours before the reader chooses some. */
  readonly theme?: "auto" | "light" | "dark";
  /**
   * Figures of Plotly: pictures, which a reader can turn into figures that move where the library
   * (4.8 MB, once, loaded when it is needed) is part of the site: `inline` for all figures, `auto` where
   * some figure has no picture, `static` never.
   */
  readonly plotly?: PlotlyMode;
  /** Whether HTML and scripts of outputs are kept as they are. */
  readonly trust?: boolean;
}

/** What was written. */
export interface BuiltSite extends WrittenSite {
  /** How many notebooks became pages. */
  readonly pages: number;
}

/**
 * Makes a site of notebooks: a page for each, a first page with all, and with `sections.json` beside the
 * notebooks one that finds sections of documents. Everything that pages need is part of it, at relative
 * addresses: it is read from a disk as well as from a server.
 *
 * The same notebooks make the same files. Files of a former build that are not needed any more are
 * removed, files of others never touched.
 *
 * @param paths Notebooks, and folders with notebooks.
 * @throws {NotebookError} When notebooks cannot be read, two would become one page, links lead nowhere,
 *   or files of others are in the way. Nothing is written then.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { newNotebook, writeNotebook } from "../mod.ts";
 * import { buildSite } from "./build_site.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await writeNotebook(`${folder}/sum.ipynb`, newNotebook({ title: "Sum", code: ["1 + 1"] }));
 * const { written } = await buildSite([folder], { out: `${folder}/site` });
 * assertEquals(written.filter((path) => path.endsWith(".html")), ["sum.html", "index.html"]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function buildSite(
  paths: readonly string[],
  options: SiteOptions,
): Promise<BuiltSite> {
  const { out, title = "Notebooks", source, theme = "auto", trust = false } = options;
  const plan = await planSite(paths);
  const { pages, sections } = plan;
  const warnings = [...plan.warnings, ...await staleOutputs(pages)];
  const wants = pages.some(({ notebook }) => wantsLibrary(notebook, options.plotly ?? "auto"));
  const library = wants ? await plotlyLibrary(warnings) : undefined;
  const plotly = library === undefined ? "static" : options.plotly ?? "auto";
  const ids = new Map<string, ReadonlySet<string>>();
  for (const page of pages) ids.set(page.address, await pageIds(page));
  const targets = { root: plan.root, pages, ids, source };
  const contents: PageContent[] = [];
  for (const page of pages) contents.push(await pageContent(page, { targets, plotly, trust }));
  throwProblems(contents.flatMap(({ problems }) => problems));
  warnings.push(...contents.flatMap(({ warnings }) => warnings));

  // Whatever a page refers to is written before it.
  const files = new SiteFileList();
  const font = await mathFont(contents, warnings);
  const fontFile = font && nameOf(await files.addAsset("math.woff2", font));
  const assets = {
    style: await files.addAsset("site.css", siteStyle(fontFile)),
    script: await files.addAsset("site.js", SITE_SCRIPT),
    search: await files.addAsset("search.js", searchIndex(contents)),
    ...library === undefined ? {} : { plotly: await files.addAsset("plotly.js", library) },
  };
  const hasSections = sections.length > 0;
  const frame: SiteFrame = { title, pages, theme, trust, hasSections, assets };
  const thumbnails = new Map<string, string>();
  for (const { address, notebook } of pages) {
    const picture = thumbnail(notebook);
    if (!picture) continue;
    const { mime, bytes } = picture;
    // A drawing that is opened as a file of its own could run scripts.
    const place = mime === "image/svg+xml"
      ? dataUrl(mime, bytes)
      : await files.addAsset(`picture.${mime.slice("image/".length)}`, bytes);
    thumbnails.set(address, place);
  }
  for (const content of contents) {
    const { page } = content;
    files.add(page.path, await Deno.readFile(page.file));
    files.add(page.address, await framed(notebookPage(content, source), frame));
  }
  if (hasSections) {
    const page = {
      address: OWN_PAGES.sections,
      title: "Sections of the documents",
      description: "",
      main: `<article class="markdown">\n${sectionsPage(sections, pages)}\n</article>`,
    };
    files.add(OWN_PAGES.sections, await framed(page, frame));
  }
  const front = { address: OWN_PAGES.front, title, description: "" };
  const main = frontPage(contents, { title, thumbnails });
  files.add(OWN_PAGES.front, await framed({ ...front, main }, frame));
  const result = await writeSite(out, files.files);
  return { ...result, warnings: [...warnings, ...result.warnings], pages: pages.length };
}

function notebookPage(content: PageContent, source: string | undefined): FramedPage {
  const { page, cells, headings, figures } = content;
  const { address, path, title, notebook, group } = page;
  const facts = [groupsOf([page])[0]!.name, ...runFacts(notebook)].filter((fact) => fact !== "");
  const file = relativeAddress(address, path);
  const links = [
    `<a href="${file}" download>Notebook file</a>`,
    ...source === undefined
      ? []
      : [`<a href="${escapeHtml(sourceAddress(source, path))}">Source</a>`],
  ];
  const about = [...facts.map(escapeHtml), ...links].map((each) => `<span>${each}</span>`);
  const shown = cells.map(({ html }) => html).filter((html) => html !== "");
  const json = JSON.stringify(figures).replaceAll("<", "\\u003c");
  return {
    address,
    title,
    description: description(content),
    headings,
    main: [
      `<article${group === "" ? "" : ` data-folder="${escapeHtml(group)}"`}>`,
      `<p class="facts">${about.join("\n")}</p>`,
      ...shown,
      "</article>",
    ].join("\n"),
    ...figures.length > 0 && { end: `<script type="application/json">${json}</script>` },
  };
}

function sourceAddress(source: string, path: string): string {
  const steps = path.split("/").map(encodeURIComponent).join("/");
  return `${source.replace(/\/$/, "")}/${steps}`;
}

/** The font for formulas, where there are any. */
async function mathFont(
  contents: readonly PageContent[],
  warnings: string[],
): Promise<Uint8Array | undefined> {
  const wanted = contents.some(({ cells }) => cells.some(({ html }) => html.includes("<math")));
  if (!wanted) return undefined;
  try {
    return await loadMathFont();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    warnings.push(
      `formulas take a font of the reader, because none can be loaded: ${error.message}`,
    );
    return undefined;
  }
}

async function staleOutputs(pages: readonly SitePage[]): Promise<string[]> {
  const warnings: string[] = [];
  for (const { file, notebook } of pages) {
    const { problems } = await verify(notebook);
    if (problems.length > 0) warnings.push(`${file}: outputs may be old: ${problems[0]}`);
  }
  return warnings;
}

/** Files in the order in which they are written. */
class SiteFileList {
  readonly files = new Map<string, Uint8Array>();

  add(path: string, content: string | Uint8Array): void {
    this.files.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }

  /** Adds a file whose name changes with its content, so that no cache shows an old one. */
  async addAsset(name: string, content: string | Uint8Array): Promise<string> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
    const hash = new Uint8Array(digest).toHex().slice(0, 10);
    const path = `${ASSETS}/${name.replace(/(?=\.[^.]*$)/, `-${hash}`)}`;
    this.files.set(path, bytes);
    return path;
  }
}
