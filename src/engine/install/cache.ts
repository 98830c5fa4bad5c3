/**
 * Tensaur's cache folder and the libraries in it:
 * `<cache>/libtensorflow/<version>-<cpu|cuda>-<os>-<arch>/` with a `manifest.json`.
 *
 * @module
 */

import { join } from "node:path";
import { currentHost, type Host, listDirectory, readText } from "./host.ts";
import { type LibraryKind, type Manifest, parseManifest } from "./manifest.ts";

/** One installation found in the cache. */
export interface CachedLibrary {
  /** Folder of the installation. */
  directory: string;
  /** The library to open. */
  path: string;
  /** What its `manifest.json` says. */
  manifest: Manifest;
}

/** A folder in the cache that cannot be used, and why. */
export interface BrokenEntry {
  /** The folder. */
  directory: string;
  /** Why it is not used and what to do. */
  why: string;
}

/** Content of the cache for this machine. */
export interface CacheContent {
  /** Usable ones, the one that `setup` was last asked for first. */
  libraries: CachedLibrary[];
  /** Unusable ones. */
  broken: BrokenEntry[];
}

/**
 * Tensaur's cache folder: `TENSAUR_CACHE_DIR`, else the platform's
 * (`$XDG_CACHE_HOME/tensaur` or `~/.cache/tensaur`, `~/Library/Caches/tensaur`,
 * `%LOCALAPPDATA%/tensaur`). It need not exist.
 */
export function cacheDirectory(host: Host = currentHost()): string {
  const chosen = host.env("TENSAUR_CACHE_DIR");
  if (chosen) return chosen;
  switch (host.os) {
    case "darwin":
      return join(host.home, "Library", "Caches", "tensaur");
    case "windows":
      return join(host.env("LOCALAPPDATA") ?? join(host.home, "AppData", "Local"), "tensaur");
    default:
      return join(host.env("XDG_CACHE_HOME") ?? join(host.home, ".cache"), "tensaur");
  }
}

/** The folder that holds all installed libraries. */
export function librariesDirectory(cache: string): string {
  return join(cache, "libtensorflow");
}

/** Folder name of one installation. */
export function installationName(version: string, kind: LibraryKind, host: Host): string {
  return `${version}-${kind}-${host.os}-${host.arch}`;
}

/** Options of {@linkcode readInstallation}. */
export interface ReadInstallationOptions {
  /** Whether it will do although files of CUDA are wrong: TensorFlow runs on the CPU without them. */
  withoutCuda?: boolean;
}

/** Reads one installation; a string says why it cannot be used. */
export function readInstallation(
  directory: string,
  host: Host,
  { withoutCuda = false }: ReadInstallationOptions = {},
): CachedLibrary | string {
  const text = readText(join(directory, "manifest.json"));
  if (text === undefined) {
    return "has no manifest.json, so it is not whole: run `deno task setup --force`";
  }
  const manifest = parseManifest(text);
  if (typeof manifest === "string") return `${manifest}: run \`deno task setup --force\``;
  if (manifest.os !== host.os || manifest.arch !== host.arch) {
    return `is for ${manifest.os} ${manifest.arch}, this machine is ${host.os} ${host.arch}`;
  }
  for (const file of manifest.files) {
    if (withoutCuda && file.path.startsWith("nvidia/")) continue;
    const size = sizeOf(join(directory, file.path));
    if (size !== file.size) {
      const found = size === undefined ? "is missing" : `has ${size} bytes`;
      return `${file.path} ${found} where ${file.size} bytes were placed: ` +
        "run `deno task setup --force`";
    }
  }
  return { directory, path: join(directory, manifest.library), manifest };
}

/** Lists what is installed in the cache, without opening any library. */
export function listCache(cache: string, host: Host = currentHost()): CacheContent {
  const libraries: CachedLibrary[] = [];
  const broken: BrokenEntry[] = [];
  const root = librariesDirectory(cache);
  for (const name of listDirectory(root)) {
    // Downloads under way, locks and half-made folders all begin with a dot.
    if (name.startsWith(".")) continue;
    const directory = join(root, name);
    const found = readInstallation(directory, host, { withoutCuda: true });
    if (typeof found === "string") broken.push({ directory, why: found });
    else libraries.push(found);
  }
  libraries.sort((a, b) => a.manifest.chosenAt < b.manifest.chosenAt ? 1 : -1);
  return { libraries, broken };
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch {
    // Missing or forbidden: the caller says so with the path.
    return undefined;
  }
}
