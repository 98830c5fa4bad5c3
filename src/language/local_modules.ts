/**
 * The files that cells import, and whether they have changed.
 *
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { ts } from "../deps/typescript.ts";

/** A file that is not as it was. */
export interface ChangedFile {
  readonly uri: string;
  readonly change: "created" | "changed" | "deleted";
}

interface Seen {
  /** When it was written, and how long it is; "" where there is no file. */
  readonly stamp: string;
  /** URLs of the files that it imports. */
  readonly imports: readonly string[];
}

/** More files than this are not followed: an editor watches folders, but a kernel must not. */
const MAX_FILES = 2000;

/**
 * Follows imports from cells through local files. A language server reads a file once and relies on
 * being told of changes, which in an editor the editor does.
 */
export class LocalModules {
  #folder: string;
  #seen = new Map<string, Seen>();
  #configs: readonly string[];
  /** From names in the import map to URLs. */
  #names: ReadonlyMap<string, string> = new Map();

  /** @param folder The folder of the notebook, as a path. */
  constructor(folder: string) {
    this.#folder = pathToFileURL(`${folder}/`).href;
    this.#configs = configsFrom(this.#folder);
  }

  /**
   * What has changed since the last call; files that are new to this are none of it.
   *
   * @param specifiers What the cells import.
   */
  changed(specifiers: Iterable<string>): ChangedFile[] {
    const changes: ChangedFile[] = [];
    for (const config of this.#configs) this.#look(config, changes);
    this.#names = this.#readNames();
    const waiting = [...specifiers].flatMap((it) => this.#resolve(it, this.#folder));
    const visited = new Set<string>();
    for (let uri = waiting.pop(); uri && visited.size < MAX_FILES; uri = waiting.pop()) {
      if (visited.has(uri)) continue;
      visited.add(uri);
      waiting.push(...this.#look(uri, changes).imports);
    }
    return changes;
  }

  #look(uri: string, changes: ChangedFile[]): Seen {
    const before = this.#seen.get(uri);
    const stamp = stampOf(uri);
    if (before?.stamp === stamp) return before;
    const now = { stamp, imports: stamp === "" ? [] : this.#importsOf(uri) };
    this.#seen.set(uri, now);
    if (before) {
      const change = stamp === "" ? "deleted" : before.stamp === "" ? "created" : "changed";
      changes.push({ uri, change });
    }
    return now;
  }

  #importsOf(uri: string): string[] {
    if (!/\.[cm]?[jt]sx?$/.test(uri)) return [];
    const { importedFiles } = ts.preProcessFile(readText(uri), true, true);
    return importedFiles.flatMap(({ fileName }) => this.#resolve(fileName, uri));
  }

  /** Local files only; packages and URLs do not change under a version. */
  #resolve(specifier: string, from: string): string[] {
    const name =
      [...this.#names.keys()].filter((it) =>
        it === specifier || it.endsWith("/") && specifier.startsWith(it)
      ).sort((a, b) => b.length - a.length)[0];
    const target = name === undefined
      ? specifier
      : this.#names.get(name)! + specifier.slice(name.length);
    if (!/^(\.{0,2}\/|file:)/.test(target)) return [];
    try {
      const url = new URL(target, from);
      url.search = "";
      url.hash = "";
      return url.protocol === "file:" ? [url.href] : [];
    } catch {
      // The cell itself will say that this is no address.
      return [];
    }
  }

  #readNames(): Map<string, string> {
    const names = new Map<string, string>();
    for (const config of this.#configs) {
      if (this.#seen.get(config)?.stamp === "") continue;
      const { config: json } = ts.parseConfigFileTextToJson(config, readText(config));
      const imports: unknown = json?.imports;
      if (typeof imports !== "object" || imports === null) continue;
      for (const [name, target] of Object.entries(imports)) {
        if (typeof target !== "string" || !target.startsWith(".") || names.has(name)) continue;
        names.set(name, new URL(target, config).href);
      }
    }
    return names;
  }
}

/** Every place where a configuration for the folder can be, the nearest first. */
function configsFrom(folder: string): string[] {
  const places: string[] = [];
  for (let at = folder;; at = new URL("../", at).href) {
    places.push(new URL("deno.json", at).href, new URL("deno.jsonc", at).href);
    if (new URL("../", at).href === at) return places;
  }
}

function stampOf(uri: string): string {
  try {
    const { mtime, size, isFile } = Deno.statSync(fileURLToPath(uri));
    return isFile ? `${mtime?.getTime()} ${size}` : "";
  } catch {
    // Not there, or not ours to read: for the cells both are the same.
    return "";
  }
}

function readText(uri: string): string {
  try {
    return Deno.readTextFileSync(fileURLToPath(uri));
  } catch {
    // Gone since it was looked at; the next look will tell.
    return "";
  }
}
