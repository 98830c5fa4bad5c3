/**
 * `tensaur notebook convert --to site`.
 *
 * @module
 */

import { NotebookError } from "../notebook/format/notebook_error.ts";
import { buildSite, type SiteOptions } from "../notebook/site/build_site.ts";
import { OK } from "./exit_codes.ts";
import { print } from "./notebook_files.ts";
import { STANDARD_OUTPUT } from "./out_path.ts";
import { writeError } from "./terminal.ts";

/** Options of the command as parsed. */
export interface SiteFlags extends Omit<SiteOptions, "out"> {
  /** The folder. */
  readonly out?: string;
  /** Whether the result is printed as JSON. */
  readonly json?: boolean;
}

/** Makes the site and says what was written. */
export async function convertToSite(paths: readonly string[], flags: SiteFlags): Promise<number> {
  const { out, json, ...options } = flags;
  if (out === undefined || out === STANDARD_OUTPUT) {
    throw new NotebookError("--to site needs --out and a folder that the site is written to");
  }
  if (options.source !== undefined && !/^https?:\/\/[^\s]+$/.test(options.source)) {
    throw new NotebookError(
      `--source must be an address that begins with https://, got ${options.source}`,
    );
  }
  const { pages, written, removed, unchanged, warnings } = await buildSite(paths, {
    ...options,
    out,
  });
  for (const warning of warnings) writeError(`warning: ${warning}\n`);
  if (json) print(JSON.stringify({ out, pages, written, removed, unchanged }, undefined, 2));
  else {
    const counts = `${written.length} files written, ${unchanged} as they were`;
    const gone = removed.length === 0 ? "" : `, ${removed.length} of a former build removed`;
    print(`${out.replace(/\/$/, "")}/index.html: ${pages} notebooks, ${counts}${gone}`);
  }
  return OK;
}
