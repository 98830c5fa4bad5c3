/**
 * Imports edited local modules anew, together with all that depend on them, and nothing else: state in
 * modules that did not change stays what it is.
 *
 * @module
 */

import { pathToFileURL } from "node:url";

interface ModuleInfo {
  readonly specifier: string;
  readonly local?: string;
  readonly error?: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier?: string };
  }[];
}

interface Graph {
  readonly roots: readonly string[];
  readonly redirects?: Readonly<Record<string, string>>;
  readonly modules: readonly ModuleInfo[];
}

interface Instance {
  /** Address that it was loaded from. */
  readonly url: string;
  /** When, in milliseconds since 1970. */
  readonly time: number;
}

/** Knows which modules it has loaded when. */
export class Reloader {
  #begin = Date.now();
  #instances = new Map<string, Instance>();
  #directory: string;
  #count = 0;

  /** @param directory Where copies go; it is made when there is one. Its owner removes it. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Imports a module as its file, and the local files that it imports, are now.
   *
   * @param specifier As in an import of a cell: a path from the working directory, or a name of
   * deno.json.
   * @returns The module's exports.
   * @throws {TypeError} If the module or one that it imports cannot be found or read.
   */
  async reload(specifier: string): Promise<Record<string, unknown>> {
    const graph = await readGraph(specifier);
    const root = graph.redirects?.[graph.roots[0]!] ?? graph.roots[0]!;
    const modules = graph.modules.filter(({ specifier }) => specifier.startsWith("file:"));
    const stale = withDependents(modules, await this.#edited(modules));
    await this.#load(modules.filter(({ specifier }) => stale.has(specifier)));
    return await import(this.#instances.get(root)?.url ?? root);
  }

  async #edited(modules: readonly ModuleInfo[]): Promise<Set<string>> {
    const edited = new Set<string>();
    for (const { specifier, local } of modules) {
      const { mtime } = await Deno.stat(local ?? new URL(specifier));
      const loaded = this.#instances.get(specifier)?.time ?? this.#begin;
      if (mtime === null || mtime.getTime() > loaded) edited.add(specifier);
    }
    return edited;
  }

  /** Writes copies whose imports lead to the newest instance of each module. */
  async #load(modules: readonly ModuleInfo[]): Promise<void> {
    if (modules.length === 0) return;
    await Deno.mkdir(this.#directory, { recursive: true });
    const time = Date.now();
    for (const { specifier } of modules) {
      const name = `${++this.#count}_${decodeURIComponent(specifier.split("/").at(-1)!)}`;
      const url = pathToFileURL(`${this.#directory}/${name}`).href;
      this.#instances.set(specifier, { url, time });
    }
    for (const module of modules) {
      const { specifier, local } = module;
      const text = await Deno.readTextFile(local ?? new URL(specifier));
      const { url } = this.#instances.get(specifier)!;
      await Deno.writeTextFile(new URL(url), this.#rewrite(text, module));
    }
  }

  #rewrite(text: string, { specifier, local, dependencies = [] }: ModuleInfo): string {
    let result = text;
    for (const { specifier: written, code } of dependencies) {
      const target = code?.specifier;
      if (!target?.startsWith("file:")) continue;
      const url = JSON.stringify(this.#instances.get(target)?.url ?? target);
      const quoted = written.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const use = new RegExp(`(\\bfrom\\s*|\\bimport\\s*\\(?\\s*)(["'])${quoted}\\2`, "g");
      result = result.replaceAll(use, (_, before: string) => before + url);
    }
    // Files beside the module are found from where it is, not from where its copy is.
    return result.replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(specifier))
      .replaceAll(/\bimport\.meta\.filename\b/g, JSON.stringify(local ?? specifier))
      .replaceAll(
        /\bimport\.meta\.dirname\b/g,
        JSON.stringify((local ?? specifier).replace(/[/\\][^/\\]*$/, "")),
      );
  }
}

async function readGraph(specifier: string): Promise<Graph> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", specifier],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new TypeError(`Cannot reload "${specifier}": ${decoder.decode(stderr).trim()}`);
  }
  const graph = JSON.parse(decoder.decode(stdout)) as Graph;
  const broken = graph.modules.find(({ error }) => error !== undefined);
  if (broken) throw new TypeError(`Cannot reload "${specifier}": ${broken.error}`);
  return graph;
}

function withDependents(modules: readonly ModuleInfo[], edited: ReadonlySet<string>): Set<string> {
  const stale = new Set(edited);
  for (let before = -1; before !== stale.size;) {
    before = stale.size;
    for (const { specifier, dependencies = [] } of modules) {
      if (dependencies.some(({ code }) => stale.has(code?.specifier ?? ""))) stale.add(specifier);
    }
  }
  return stale;
}
