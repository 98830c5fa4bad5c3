/**
 * Files of known data sets: in the data folder, in the cache, or on their mirrors.
 *
 * @module
 */

import { join } from "node:path";
import { cacheDirectory } from "../../engine/install/cache.ts";
import { sha256OfFile } from "../../engine/install/transfer.ts";
import { fetchCached } from "../fetch_cached.ts";

/** How far a download is. */
export interface NamedDataProgress {
  /** Name of the file. */
  readonly file: string;
  /** Bytes there. */
  readonly done: number;
  /** Bytes in all, when the server says. */
  readonly total: number | undefined;
}

/** Where the files of a data set may come from. */
export interface NamedDataOptions {
  /** Folder with the official files, asked first; the data set's in `TENSAUR_DATA_DIR` unless told. */
  readonly dir?: string;
  /**
   * Folder for downloads; the data set's in `TENSAUR_CACHE_DIR` or the platform's cache unless told.
   */
  readonly cacheDir?: string;
  /** Addresses of folders with the official files, tried in order, instead of the usual ones. */
  readonly mirrors?: readonly string[];
  /** Milliseconds of silence after which a mirror is given up; 5,000 unless told. */
  readonly timeout?: number;
  /** Told while a file is downloaded. */
  readonly onProgress?: (progress: NamedDataProgress) => void;
  /** Ends the downloads. */
  readonly signal?: AbortSignal;
}

/** A file as published. */
export interface NamedFile {
  /** Its name in folders and on mirrors. */
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Its addresses, where mirrors call it otherwise. */
  readonly addresses?: readonly string[];
}

/** A data set as published. */
export interface NamedPlace {
  /** What sources are called, such as `official MNIST test set`. */
  readonly title: string;
  /** Its folder in `TENSAUR_DATA_DIR` and in the cache. */
  readonly folder: string;
  /** Addresses of folders with the files. */
  readonly mirrors: readonly string[];
}

/** A file that is there. */
export interface FoundFile {
  /** Where. */
  readonly path: string;
  /** Where it comes from, in words fit for printing. */
  readonly source: string;
  /** Folder it lies in. */
  readonly folder: string;
}

/** The file in the user's own folder, or undefined when there is none. */
async function localFile(dir: string, file: NamedFile): Promise<string | undefined> {
  const path = join(dir, file.name);
  let found;
  try {
    found = await sha256OfFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  if (found === file.sha256) return path;
  throw new Error(
    `Cannot use ${path}: its SHA-256 must be ${file.sha256}, but is ${found}: ` +
      "replace the file, or remove it to have it downloaded",
  );
}

/**
 * Finds a file of a data set: in the data folder, in the cache, or on its mirrors by way of the cache.
 *
 * @throws {DownloadError} When nobody delivers it.
 * @throws {Error} When the file in the data folder is another one.
 */
export async function namedFile(
  file: NamedFile,
  place: NamedPlace,
  options: NamedDataOptions,
): Promise<FoundFile> {
  const dataDir = Deno.env.get("TENSAUR_DATA_DIR");
  const dir = options.dir ?? (dataDir ? join(dataDir, place.folder) : undefined);
  if (dir !== undefined) {
    const path = await localFile(dir, file);
    if (path !== undefined) {
      return { path, source: `${place.title}, from the data folder`, folder: dir };
    }
  }
  const cacheDir = options.cacheDir ?? join(cacheDirectory(), place.folder);
  const path = join(cacheDir, file.name);
  const { onProgress, signal, timeout = 5000 } = options;
  const folders = options.mirrors ?? place.mirrors;
  const named = folders.map((mirror) => `${mirror.replace(/\/*$/, "/")}${file.name}`);
  const { url } = await fetchCached(path, {
    urls: options.mirrors === undefined && file.addresses ? file.addresses : named,
    sha256: file.sha256,
    timeout,
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: (done, total) => onProgress({ file: file.name, done, total }),
    }),
  });
  const source = url === undefined
    ? `${place.title}, from the cache`
    : `${place.title}, downloaded from ${new URL(url).host}`;
  return { path, source, folder: cacheDir };
}

/**
 * How many examples are wanted.
 *
 * @throws {RangeError} When it is no positive integer.
 */
export function requireLimit(limit: number, title: string): void {
  if (limit === Infinity || (Number.isInteger(limit) && limit > 0)) return;
  throw new RangeError(
    `Cannot load ${title}: limit must be a positive integer, current value is ${limit}`,
  );
}

/** The source of the first `limit` of `size` examples. */
export function limitedSource(
  source: string,
  { limit, size, kind = "examples" }: {
    readonly limit: number;
    readonly size: number;
    readonly kind?: string;
  },
): string {
  return limit >= size ? source : `the first ${limit.toLocaleString("en")} ${kind} of: ${source}`;
}
