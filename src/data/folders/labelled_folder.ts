/**
 * Files of a folder with their classes, as one data set: what folders of pictures and of sound share.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import { permutation } from "../../core/permutation.ts";
import type { OptionNames } from "../../core/require_options.ts";
import { requireWord } from "../../core/require_word.ts";
import { indexedSource } from "../dataset/array_source.ts";
import { Dataset } from "../dataset/dataset.ts";
import { sourceOf } from "../dataset/source_of.ts";
import { type FileKind, listFiles } from "./list_files.ts";

/** What targets are: a class number, a row with a 1 at the class, 0 or 1 as a row, or nothing. */
export type LabelMode = "int" | "categorical" | "binary" | null;

/** Which files of a folder there are, their classes and their order. */
export interface LabelledFolderOptions {
  /**
   * Where classes come from: the names of the folders (`"inferred"`, unless told), a number for each
   * file in sorted order, or `null` for none.
   */
  readonly labels?: "inferred" | readonly number[] | null;
  /** What targets are; `"int"` unless told. */
  readonly labelMode?: LabelMode;
  /** Folders that are classes, in the order of their numbers; all, sorted, unless told. */
  readonly classNames?: readonly string[];
  /** Whether the order is random, and anew in each epoch; true unless told. */
  readonly shuffle?: boolean;
  /** Decides the order, the split and what augments; 0 unless told. */
  readonly seed?: number;
  /** Share of the files kept for validation, from 0 to 1; needs `subset`. */
  readonly validationSplit?: number;
  /** Which part this is. Both parts fit together when seed, shuffle and split are the same. */
  readonly subset?: "training" | "validation";
  /** Whether links to folders are followed; false unless told. */
  readonly followLinks?: boolean;
  /**
   * What happens to files that are of another kind, damaged or too large: the iteration fails and names
   * the file (`"throw"`, unless told), or all files are decoded once now and those left out (`"skip"`).
   */
  readonly onCorrupt?: "throw" | "skip";
}

/** The names of these options. */
export const LABELLED_FOLDER_OPTIONS: OptionNames<LabelledFolderOptions> = {
  labels: true,
  labelMode: true,
  classNames: true,
  shuffle: true,
  seed: true,
  validationSplit: true,
  subset: true,
  followLinks: true,
  onCorrupt: true,
};

const WORDS = {
  labelMode: ["int", "categorical", "binary", null],
  subset: ["training", "validation"],
  onCorrupt: ["throw", "skip"],
} as const satisfies { readonly [Name in keyof LabelledFolderOptions]: readonly (string | null)[] };

/** A file that was left out, and why. */
export interface SkippedFile {
  /** Its path. */
  readonly path: string;
  /** Why it cannot be read. */
  readonly reason: string;
}

/** Files of a folder: a data set that knows its classes and paths. */
export class LabelledFolder<T> extends Dataset<T> {
  /** Names of the classes by their numbers; undefined without labels. */
  readonly classNames: readonly string[] | undefined;
  /** Path of each element before mixing. */
  readonly filePaths: readonly string[];
  /** Files that were left out. */
  readonly skipped: readonly SkippedFile[];

  /** Names a data set's classes and files; `imageFolder` and `audioFolder` do it. */
  constructor(
    dataset: Dataset<T>,
    about: Pick<LabelledFolder<unknown>, "classNames" | "filePaths" | "skipped">,
  ) {
    super(sourceOf(dataset));
    this.classNames = about.classNames;
    this.filePaths = about.filePaths;
    this.skipped = about.skipped;
  }
}

/** Options that are each there. */
export type FolderRule =
  & Required<Omit<LabelledFolderOptions, "classNames" | "validationSplit" | "subset">>
  & Pick<LabelledFolderOptions, "classNames" | "validationSplit" | "subset">;

/**
 * The options with their defaults.
 *
 * @throws {TypeError | RangeError} When one has no meaning, or they do not fit together.
 */
export function withFolderDefaults(
  given: LabelledFolderOptions,
  { what }: FileKind,
): FolderRule {
  for (const [name, words] of Object.entries(WORDS)) {
    requireWord(`Cannot read ${what}`, name, { value: given[name as keyof typeof WORDS], words });
  }
  const { classNames, validationSplit, subset, labelMode = "int" } = given;
  if ((validationSplit === undefined) !== (subset === undefined)) {
    throw new RangeError(
      `Cannot read ${what}: validationSplit and subset go together, only ` +
        `${subset === undefined ? "validationSplit" : "subset"} is there`,
    );
  }
  if (validationSplit !== undefined && !(validationSplit > 0 && validationSplit < 1)) {
    throw new RangeError(
      `Cannot read ${what}: validationSplit must lie between 0 and 1, current value is ${validationSplit}`,
    );
  }
  const labels = labelMode === null ? null : given.labels === undefined ? "inferred" : given.labels;
  if (labels === null && labelMode !== null && given.labelMode !== undefined) {
    throw new RangeError(
      `Cannot read ${what}: without labels labelMode must be null, current value is "${labelMode}"`,
    );
  }
  const { shuffle = true, seed = 0, followLinks = false, onCorrupt = "throw" } = given;
  return {
    labels,
    labelMode: labels === null ? null : labelMode,
    shuffle,
    seed,
    followLinks,
    onCorrupt,
    ...classNames !== undefined && { classNames },
    ...validationSplit !== undefined && { validationSplit },
    ...subset !== undefined && { subset },
  };
}

/** How files of one kind are found and looked at. */
export interface LabelledFilesOptions {
  readonly kind: FileKind;
  /** Why a file cannot be read; undefined where it can. */
  readonly refusal: (path: string) => Promise<string | undefined>;
  /** Files looked at at a time. */
  readonly parallel: number;
}

/** A file and its class. */
export interface LabelledFile {
  readonly path: string;
  readonly targets: number | NdArray | undefined;
}

interface Listed {
  readonly path: string;
  readonly label: number | undefined;
}

/**
 * The files of a folder and their targets, mixed and split, none of them opened but with
 * `onCorrupt: "skip"`.
 *
 * @throws {RangeError} When there is none, or options do not fit the folder.
 * @throws {Deno.errors.NotFound} When there is no such folder.
 */
export async function labelledFiles(
  folder: string,
  rule: FolderRule,
  options: LabelledFilesOptions,
): Promise<LabelledFolder<LabelledFile>> {
  const { kind } = options;
  const list = await listFiles(folder, { ...rule, kind });
  if (rule.labelMode === "binary" && list.classNames?.length !== 2) {
    throw new RangeError(
      `Cannot read ${kind.what}: labelMode "binary" needs two classes, ${folder} has ` +
        `${list.classNames?.length ?? "none"}`,
    );
  }
  let files: Listed[] = list.paths.map((path, i) => ({ path, label: list.labels?.[i] }));
  const skipped = rule.onCorrupt === "skip" ? await unreadable(files, options) : [];
  const bad = new Set(skipped.map(({ path }) => path));
  files = files.filter(({ path }) => !bad.has(path));
  if (files.length === 0) {
    const first = skipped[0] && `; all ${skipped.length} found were left out, the first as ` +
        `${skipped[0].reason}`;
    const endings = kind.extensions.join(", ").replace(/, ([^,]*)$/, " or $1");
    throw new RangeError(
      `Cannot read ${kind.what}: ${folder} has none${first ?? ""}; wanted ${endings}${
        rule.labels === "inferred" ? " in a folder for each class" : ""
      }`,
    );
  }
  if (rule.shuffle) {
    files = Array.from(permutation(files.length, rule.seed), (index) => files[index]!);
  }
  const part = partOf(files, rule, kind);
  const listed = new Dataset(indexedSource({ size: part.length, get: (index) => part[index]! }));
  // A validation part is the same each time, in its order.
  const mixed = rule.shuffle && rule.subset !== "validation"
    ? listed.shuffle({ seed: rule.seed })
    : listed;
  const target = targetOf(rule.labelMode, list.classNames?.length ?? 0);
  const labelled = mixed.map(({ path, label }): LabelledFile => ({
    path,
    targets: label === undefined ? undefined : target(label),
  }));
  return new LabelledFolder(labelled, {
    classNames: rule.labelMode === null ? undefined : list.classNames,
    filePaths: part.map(({ path }) => path),
    skipped,
  });
}

async function unreadable(
  files: readonly Listed[],
  { refusal, parallel }: LabelledFilesOptions,
): Promise<SkippedFile[]> {
  const checked = new Dataset(indexedSource({ size: files.length, get: (i) => files[i]!.path }))
    .map(async (path) => {
      const reason = await refusal(path);
      return reason === undefined ? [] : [{ path, reason }];
    }, { parallel });
  return (await checked.toArray()).flat();
}

function partOf(
  files: Listed[],
  { validationSplit, subset }: FolderRule,
  { what }: FileKind,
): Listed[] {
  if (validationSplit === undefined) return files;
  const held = Math.trunc(validationSplit * files.length);
  const part = subset === "training"
    ? files.slice(0, files.length - held)
    : files.slice(files.length - held);
  if (part.length > 0) return part;
  throw new RangeError(
    `Cannot read ${what}: a validationSplit of ${validationSplit} leaves none of ${files.length} ` +
      `files for ${subset}`,
  );
}

function targetOf(mode: LabelMode, classes: number): (label: number) => number | NdArray {
  if (mode === "categorical") {
    return (label) => {
      const data = new Float32Array(classes);
      data[label] = 1;
      return { dtype: "float32", shape: [classes], data };
    };
  }
  if (mode === "binary") {
    return (label) => ({ dtype: "float32", shape: [1], data: Float32Array.of(label) });
  }
  return (label) => label;
}
