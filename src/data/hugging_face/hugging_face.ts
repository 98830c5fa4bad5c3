/**
 * Data sets of Hugging Face's hub.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { join } from "node:path";
import { cacheDirectory } from "../../engine/install/cache.ts";
import { readCsv } from "../readers/read_csv.ts";
import { readJsonLines } from "../readers/read_json_lines.ts";
import { readParquet } from "../readers/read_parquet.ts";
import { textTable } from "../readers/read_text.ts";
import type { TableDataset } from "../readers/table_dataset.ts";
import { hubFile, hubIndex, type HubRepository } from "./hub_cache.ts";

/** Which part of a data set, and how it is reached. */
export interface HuggingFaceOptions {
  /** The split; "train" unless told. */
  readonly split?: string;
  /** The configuration, of data sets with several. */
  readonly config?: string;
  /** A branch, a tag or a commit; "main" unless told. */
  readonly revision?: string;
  /** For private data sets; the variable `HF_TOKEN` unless told. */
  readonly token?: string;
  /** Folder for downloads; `TENSAUR_CACHE_DIR` or the platform's cache, + "/hugging_face", unless told. */
  readonly cacheDir?: string;
  /** Address of the hub; the variable `HF_ENDPOINT`, or https://huggingface.co, unless told. */
  readonly endpoint?: string;
  /** Whether only the cache is asked; as the variable `HF_HUB_OFFLINE` says unless told. */
  readonly offline?: boolean;
  /** Which columns; all unless told. */
  readonly columns?: readonly string[];
  /** Rows per batch of `columnBatches()`; 65,536 unless told. */
  readonly batchSize?: number;
}

const HUGGING_FACE_OPTIONS: OptionNames<HuggingFaceOptions> = {
  split: true,
  config: true,
  revision: true,
  token: true,
  cacheDir: true,
  endpoint: true,
  offline: true,
  columns: true,
  batchSize: true,
};

/**
 * Downloads a data set of Hugging Face's hub, of Parquet, CSV, JSON lines or text, and reads it. Files
 * go to a cache, by commit; a download that was cut off is gone on with. Where the hub cannot be reached
 * the cache is read.
 *
 * @param name As in "owner/name".
 * @param options Split, revision, token, cache.
 * @returns Rows, or columns.
 * @throws {HubError} When the hub does not deliver: no such data set, not allowed, not reachable.
 * @throws {RangeError} When there is no such split or configuration.
 * @throws {TypeError} When the name is none, or a file's name leads out of the repository.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { data } from "tensaur";
 *
 * await assertRejects(
 *   () => data.huggingFace("owner/name", { offline: true, cacheDir: "nowhere" }),
 *   data.HubError,
 *   "is not asked",
 * );
 * ```
 */
export async function huggingFace(
  name: string,
  options: HuggingFaceOptions = {},
): Promise<TableDataset> {
  requireOptions("Cannot read a data set", options, HUGGING_FACE_OPTIONS);
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(name) || /(^|\/)\.+($|\/)/.test(name)) {
    throw new TypeError(
      `Cannot read a data set: wanted its name as in "owner/name", got ${JSON.stringify(name)}`,
    );
  }
  const { split = "train", config, columns, batchSize } = options;
  const repository = repositoryOf(name, options);
  const index = await hubIndex(repository);
  const readme = index.files.find(({ path }) => path === "README.md");
  const card = readme && await Deno.readTextFile(await hubFile(repository, index, readme));
  // Not before it is needed: it loads a reader of YAML.
  const { dataFiles } = await import("./data_files.ts");
  const { format, paths } = dataFiles(index.files.map(({ path }) => path), card, { split, config });
  const local: string[] = [];
  for (const file of index.files.filter(({ path }) => paths.includes(path))) {
    local.push(await hubFile(repository, index, file));
  }
  local.sort();
  const rules = { ...(columns && { columns }), ...(batchSize !== undefined && { batchSize }) };
  switch (format) {
    case "parquet":
      return readParquet(local, rules);
    case "csv": {
      const tabs = paths.every((path) => /\.tsv(\.gz)?$/i.test(path));
      return readCsv(local, { ...rules, ...(tabs && { separator: "\t" }) });
    }
    case "jsonLines":
      return readJsonLines(local, rules);
    default:
      return textTable(local);
  }
}

function repositoryOf(name: string, options: HuggingFaceOptions): HubRepository {
  const endpoint = options.endpoint ?? Deno.env.get("HF_ENDPOINT") ?? "https://huggingface.co";
  return {
    name,
    revision: options.revision ?? "main",
    endpoint: endpoint.replace(/\/+$/, ""),
    token: options.token ?? (Deno.env.get("HF_TOKEN") || undefined),
    cacheDir: options.cacheDir ?? join(cacheDirectory(), "hugging_face"),
    offline: options.offline ?? /^(1|true|yes|on)$/i.test(Deno.env.get("HF_HUB_OFFLINE") ?? ""),
  };
}
