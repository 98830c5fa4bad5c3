/**
 * Finds libtensorflow on this machine by looking at files only: nothing is opened as a library,
 * no process is started, nothing is downloaded.
 *
 * @module
 */

import { join } from "node:path";
import { cacheDirectory, librariesDirectory, listCache } from "./cache.ts";
import {
  currentHost,
  type Host,
  isDirectory,
  libraryIn,
  libraryNames,
  whyNotFile,
} from "./host.ts";
import { pythonPackageFolders } from "./python.ts";
import { whyNotLibrary } from "./shared_library.ts";

/** A library that may be opened. */
export interface LibraryCandidate {
  /** Path of the file. */
  path: string;
  /** How it was found. */
  source: "option" | "environment" | "cache" | "python";
}

/** What a search found, best first, and where it found nothing. */
export interface LibrarySearch {
  /** Libraries to try, in this order. */
  candidates: LibraryCandidate[];
  /** Places that gave nothing: each with the reason and, where the user can act, what to do. */
  tried: { where: string; why: string }[];
}

/** Options of {@linkcode findLibraries}. */
export interface FindOptions {
  /** The library's file, or a folder that holds it; then nothing else is looked at. */
  library?: string;
}

/**
 * Looks for libtensorflow: the option or else `TENSAUR_LIBTENSORFLOW`, which are the only places
 * looked at when they are given; then Tensaur's cache, then a `tensorflow` package of the Python
 * environment at hand.
 *
 * It never throws for what it finds or does not find: reasons are in `tried`.
 */
export function findLibraries(
  options: FindOptions = {},
  host: Host = currentHost(),
): LibrarySearch {
  const search: LibrarySearch = { candidates: [], tried: [] };
  if (options.library !== undefined) {
    addNamed(search, options.library, "option", host);
    return search;
  }
  const named = host.env("TENSAUR_LIBTENSORFLOW");
  if (named) {
    addNamed(search, named, "environment", host);
    return search;
  }
  search.tried.push({ where: "TENSAUR_LIBTENSORFLOW", why: "is not set" });
  addCached(search, host);
  addPython(search, host);
  return search;
}

function addNamed(
  search: LibrarySearch,
  path: string,
  source: "option" | "environment",
  host: Host,
): void {
  const names = libraryNames(host.os);
  const where = source === "option" ? `library option ${path}` : `TENSAUR_LIBTENSORFLOW=${path}`;
  const advice = `give the path of ${names[0]} or ${names[1]} or of the folder that holds it`;
  if (isDirectory(path)) {
    const inside = libraryIn(path, names);
    if (inside) addChecked(search, { path: inside, source }, host);
    else search.tried.push({ where, why: `the folder holds no ${names.join(", ")}: ${advice}` });
    return;
  }
  const why = whyNotFile(path) ?? whyNotLibrary(path, host);
  if (why) search.tried.push({ where, why: `${why}: ${advice}` });
  else search.candidates.push({ path, source });
}

function addCached(search: LibrarySearch, host: Host): void {
  const cache = cacheDirectory(host);
  const { libraries, broken } = listCache(cache, host);
  for (const { path } of libraries) addChecked(search, { path, source: "cache" }, host);
  for (const { directory, why } of broken) search.tried.push({ where: directory, why });
  if (libraries.length + broken.length === 0) {
    const why = "nothing is installed there: run `deno task setup`";
    search.tried.push({ where: librariesDirectory(cache), why });
  }
}

function addPython(search: LibrarySearch, host: Host): void {
  const names = libraryNames(host.os);
  const folders = pythonPackageFolders(host);
  for (const { path, origin } of folders) {
    const where = `${path} (${origin})`;
    const inside = libraryIn(join(path, "tensorflow"), names);
    if (inside) addChecked(search, { path: inside, source: "python" }, host);
    else if (isDirectory(join(path, "tensorflow"))) {
      search.tried.push({ where, why: `its tensorflow package holds no ${names[0]}` });
    } else search.tried.push({ where, why: "no tensorflow package in it" });
  }
  if (folders.length === 0) {
    search.tried.push({ where: "Python environment", why: "none found" });
  }
}

function addChecked(search: LibrarySearch, candidate: LibraryCandidate, host: Host): void {
  const why = whyNotLibrary(candidate.path, host);
  if (why === undefined) search.candidates.push(candidate);
  else {
    const advice = candidate.source === "cache" ? ": run `deno task setup --force`" : "";
    search.tried.push({ where: candidate.path, why: `${why}${advice}` });
  }
}
