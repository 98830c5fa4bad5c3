/**
 * Folders with notebooks, and sites made of them.
 *
 * @module
 */
import type { JsonObject } from "../../../src/notebook/format/json.ts";
import type { Cell, Output } from "../../../src/notebook/format/notebook.ts";
import { writeNotebook } from "../../../src/notebook/format/notebook_file.ts";
import {
  buildSite,
  type BuiltSite,
  type SiteOptions,
} from "../../../src/notebook/site/build_site.ts";
import { notebookOf } from "../made_notebooks.ts";

/** A folder with notebooks in `notebooks` and a site in `site`. */
export class MadeSite implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly notebooks = `${this.folder}/notebooks`;
  readonly site = `${this.folder}/site`;

  /** Writes notebooks by their names. */
  async write(notebooks: Readonly<Record<string, readonly Cell[]>>): Promise<void> {
    for (const [name, cells] of Object.entries(notebooks)) {
      const path = `${this.notebooks}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await writeNotebook(path, notebookOf(cells));
    }
  }

  /** Makes the site. */
  async build(options: Partial<SiteOptions> = {}): Promise<BuiltSite> {
    return await buildSite([this.notebooks], { out: this.site, ...options });
  }

  /** Reads a file of the site. */
  async read(path: string): Promise<string> {
    return await Deno.readTextFile(`${this.site}/${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** An output with data by MIME type. */
export function shows(data: JsonObject): Output {
  return { output_type: "display_data", metadata: {}, data };
}

/** A drawing with a title. */
export function drawing(title = "A drawing"): JsonObject {
  return {
    "image/svg+xml":
      '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400"><rect width="640" ' +
      'height="400" fill="#fff"/><circle cx="320" cy="200" r="150" fill="#0072b2"/></svg>',
    "text/plain": title,
  };
}
