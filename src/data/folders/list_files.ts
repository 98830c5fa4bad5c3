/**
 * The files of one kind in a folder, and the classes that its folders are.
 *
 * @module
 */

import { basename, join } from "node:path";

/** Files that are looked for. */
export interface FileKind {
  /** What they are, for errors: `"pictures"`. */
  readonly what: string;
  /** How their names end, in small letters, with the dot. */
  readonly extensions: readonly string[];
}

/** Files of a folder in an order that is the same everywhere. */
export interface FileList {
  /** Paths, class by class, sorted. */
  readonly paths: readonly string[];
  /** Class of each path; undefined without labels. */
  readonly labels: Int32Array | undefined;
  /** Names of the classes, by their numbers; undefined without labels. */
  readonly classNames: readonly string[] | undefined;
}

/** What to look for. */
export interface ListOptions {
  /** Whether folders are classes, or the class of each file, or none. */
  readonly labels: "inferred" | readonly number[] | null;
  /** Folders in the order of their classes; all, sorted, unless told. */
  readonly classNames?: readonly string[] | undefined;
  /** Whether links to folders are followed. */
  readonly followLinks: boolean;
  /** What is looked for. */
  readonly kind: FileKind;
}

type Wanted = Pick<ListOptions, "followLinks" | "kind">;

/** By code points, as Python sorts. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function entries(folder: string, { what }: FileKind): Promise<Deno.DirEntry[]> {
  const all = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new Deno.errors.NotFound(`Cannot list ${what}: there is no folder ${folder}`);
    }
    throw error;
  });
  return all.sort((a, b) => byName(a.name, b.name));
}

/** Whether an entry is a folder, and its real path where it is a link. */
async function folderAt(path: string, entry: Deno.DirEntry): Promise<boolean> {
  if (!entry.isSymlink) return entry.isDirectory;
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    // A link to nothing, or one of a ring of links, leads to no folder.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.FilesystemLoop) {
      return false;
    }
    throw error;
  }
}

/** Files of a folder and those below it, folder by folder. */
async function filesBelow(
  folder: string,
  { followLinks, kind }: Wanted,
  above: ReadonlySet<string> = new Set(),
): Promise<{ folder: string; paths: string[] }[]> {
  const real = await Deno.realPath(folder);
  // A link back to a folder above would go round for ever.
  if (above.has(real)) return [];
  const here = new Set(above).add(real);
  const paths: string[] = [];
  const below: { folder: string; paths: string[] }[] = [];
  for (const entry of await entries(folder, kind)) {
    const path = join(folder, entry.name);
    if (await folderAt(path, entry)) {
      if (entry.isSymlink && !followLinks) continue;
      below.push(...await filesBelow(path, { followLinks, kind }, here));
    } else if (kind.extensions.some((end) => entry.name.toLowerCase().endsWith(end))) {
      paths.push(path);
    }
  }
  return [{ folder, paths }, ...below];
}

/** The files of a folder; `root` is the one above, to which no link leads back. */
async function sortedFiles(
  folder: string,
  wanted: Wanted,
  root?: string,
): Promise<string[]> {
  const above = new Set(root === undefined ? [] : [await Deno.realPath(root)]);
  const found = await filesBelow(folder, wanted, above);
  return found.sort((a, b) => byName(a.folder, b.folder)).flatMap(({ paths }) => paths);
}

async function classFolders(
  folder: string,
  { classNames: wanted, kind }: Pick<ListOptions, "classNames" | "kind">,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await entries(folder, kind)) {
    if (entry.name.startsWith(".")) continue;
    if (await folderAt(join(folder, entry.name), entry)) names.push(entry.name);
  }
  if (wanted === undefined) return names;
  const missing = wanted.filter((name) => !names.includes(name) || basename(name) !== name);
  if (missing.length > 0) {
    throw new RangeError(
      `Cannot list ${kind.what}: classNames must be folders of ${folder}, there is no ` +
        `${missing.map((name) => `"${name}"`).join(", ")}; there are ${names.join(", ") || "none"}`,
    );
  }
  if (new Set(wanted).size < wanted.length) {
    throw new RangeError(
      `Cannot list ${kind.what}: classNames has a name twice: ${wanted.join(", ")}`,
    );
  }
  return wanted;
}

/**
 * Lists the files of one kind in a folder.
 *
 * @throws {RangeError} When class names are no folders, or there are not as many labels as files.
 * @throws {Deno.errors.NotFound} When there is no such folder.
 */
export async function listFiles(folder: string, options: ListOptions): Promise<FileList> {
  const { labels, kind } = options;
  if (labels === "inferred") {
    const classNames = await classFolders(folder, options);
    const paths: string[] = [];
    const numbers: number[] = [];
    for (const [number, name] of classNames.entries()) {
      const found = await sortedFiles(join(folder, name), options, folder);
      for (const path of found) {
        paths.push(path);
        numbers.push(number);
      }
    }
    return { paths, labels: Int32Array.from(numbers), classNames };
  }
  if (options.classNames !== undefined) {
    throw new RangeError(`Cannot list ${kind.what}: classNames goes with labels "inferred" alone`);
  }
  const paths = await sortedFiles(folder, options);
  if (labels === null) return { paths, labels: undefined, classNames: undefined };
  if (labels.length !== paths.length) {
    throw new RangeError(
      `Cannot list ${kind.what}: labels must be one for each of the ${paths.length} files in ${folder}, ` +
        `there are ${labels.length}`,
    );
  }
  const known = [...new Set(labels)].sort((a, b) => a - b);
  return { paths, labels: Int32Array.from(labels), classNames: known.map(String) };
}
