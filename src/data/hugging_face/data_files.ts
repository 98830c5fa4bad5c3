/**
 * Which files of a repository make up a split.
 *
 * @module
 */

import { parseYaml } from "../../deps/yaml.ts";

/** Formats that are read, in the order of preference. */
export const FORMATS: Readonly<Record<string, RegExp>> = {
  parquet: /\.parquet$/i,
  csv: /\.(csv|tsv)(\.gz)?$/i,
  jsonLines: /\.(jsonl|ndjson|json)(\.gz)?$/i,
  text: /\.txt(\.gz)?$/i,
};

const SPLIT_WORDS: Readonly<Record<string, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["validation", "valid", "val", "dev"],
  test: ["test", "testing", "eval", "evaluation"],
};

/** What is asked for. */
export interface Wanted {
  /** The split. */
  readonly split: string;
  /** The configuration, of repositories with several. */
  readonly config?: string | undefined;
}

/** Files of one format. */
export interface DataFiles {
  /** A name of {@linkcode FORMATS}. */
  readonly format: string;
  /** Paths in the repository, sorted. */
  readonly paths: readonly string[];
}

/**
 * Chooses the files of a split: as the repository's card says, else by words in their names, else all
 * of them are the training split.
 *
 * @param paths All files.
 * @param card The text of README.md; undefined when there is none.
 * @param wanted Split and configuration.
 * @throws {RangeError} When there is no such split or configuration; the message lists those there are.
 */
export function dataFiles(
  paths: readonly string[],
  card: string | undefined,
  { split, config }: Wanted,
): DataFiles {
  const bySplit = ofCard(paths, card, config) ?? byNames(paths);
  const own = bySplit.get(split);
  if (own === undefined || own.length === 0) {
    const known = [...bySplit.keys()];
    throw new RangeError(
      `Cannot find the split "${split}": ` +
        (known.length > 0 ? `there are ${known.join(", ")}` : "no file has a format that is read"),
    );
  }
  const format = formatOf(own);
  return { format, paths: own.filter((path) => FORMATS[format]!.test(path)).toSorted() };
}

function formatOf(paths: readonly string[]): string {
  const found = Object.keys(FORMATS).find((name) =>
    paths.some((path) => FORMATS[name]!.test(path))
  );
  if (found !== undefined) return found;
  throw new RangeError(`Cannot read ${paths[0]}: wanted Parquet, CSV, JSON lines or text`);
}

interface CardConfig {
  readonly config_name?: string;
  readonly default?: boolean;
  readonly data_files?: unknown;
}

function ofCard(
  paths: readonly string[],
  card: string | undefined,
  config: string | undefined,
): Map<string, string[]> | undefined {
  const front = /^\ufeff?---\r?\n([^]*?)\r?\n---/.exec(card ?? "")?.[1];
  const { configs } = (front === undefined ? {} : parseYaml(front) ?? {}) as {
    configs?: readonly CardConfig[];
  };
  if (!Array.isArray(configs)) {
    if (config === undefined) return undefined;
    throw new RangeError(`Cannot find the configuration "${config}": the repository has one alone`);
  }
  const chosen = (configs as readonly CardConfig[]).find(({ config_name, default: preferred }) =>
    config === undefined
      ? preferred === true || config_name === "default" || configs.length === 1
      : config_name === config
  );
  if (chosen === undefined) {
    const names = configs.map(({ config_name }) => config_name).join(", ");
    throw new RangeError(
      config === undefined
        ? `Cannot choose a configuration: give config, one of ${names}`
        : `Cannot find the configuration "${config}": there are ${names}`,
    );
  }
  if (chosen.data_files === undefined) return undefined;
  const splits = new Map<string, string[]>();
  const entries = Array.isArray(chosen.data_files) &&
      chosen.data_files.some((entry) => typeof entry === "object")
    ? chosen.data_files as { split?: string; path: string | string[] }[]
    : [{ split: "train", path: chosen.data_files as string | string[] }];
  for (const { split = "train", path } of entries) {
    const patterns = [path].flat().map(patternOf);
    splits.set(split, paths.filter((path) => patterns.some((pattern) => pattern.test(path))));
  }
  return splits;
}

/** A pattern with `*`, `**` and `?` as a regular expression. */
function patternOf(pattern: string): RegExp {
  const text = pattern.replace(/^\.\//, "").replace(
    /\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g,
    (part) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[part] ?? `\\${part}`,
  );
  return new RegExp(`^${text}$`);
}

function byNames(paths: readonly string[]): Map<string, string[]> {
  const data = paths.filter((path) =>
    Object.values(FORMATS).some((format) => format.test(path)) &&
    // Descriptions of a repository, not its data.
    !/(^|\/)(\.|dataset_infos\.json$|dataset_dict\.json$|dataset_info\.json$|state\.json$)/.test(
      path,
    )
  );
  const splits = new Map<string, string[]>();
  for (const [split, words] of Object.entries(SPLIT_WORDS)) {
    const pattern = new RegExp(`(^|[/._\\- ])(${words.join("|")})([/._\\- ]|[0-9]|$)`, "i");
    const own = data.filter((path) => pattern.test(path));
    if (own.length > 0) splits.set(split, own);
  }
  if (splits.size === 0 && data.length > 0) splits.set("train", data);
  return splits;
}
