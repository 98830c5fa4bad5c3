/**
 * What TensorFlow's library was built with, by the files around it: known before it is opened.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { listDirectory, readText } from "../install/host.ts";
import { type LibraryKind, parseManifest } from "../install/manifest.ts";

/** What the files say; parts that they do not say are absent. */
export interface BuiltWith {
  /** Version of TensorFlow. */
  version?: string;
  /** CPU only, or with CUDA kernels. */
  kind?: LibraryKind;
  /** The Python environment that it belongs to. */
  environment?: string;
}

/** Reads Tensaur's manifest, or the name of the Python package that the library came in. */
export function builtWith(library: string): BuiltWith {
  const packages = dirname(dirname(library));
  const text = readText(join(packages, "manifest.json"));
  if (text !== undefined) {
    const manifest = parseManifest(text);
    if (typeof manifest !== "string") return { version: manifest.version, kind: manifest.kind };
  }
  for (const name of listDirectory(packages)) {
    const [, cpu, version] = name.match(/^tensorflow(_cpu)?-(\d+\.\d+\.\d+)\S*\.dist-info$/) ?? [];
    if (version === undefined) continue;
    const environment = environmentOf(packages);
    return {
      version,
      kind: cpu === undefined ? "cuda" : "cpu",
      ...(environment === undefined ? {} : { environment }),
    };
  }
  return {};
}

/** `<environment>/lib/python3.x/site-packages`. */
function environmentOf(packages: string): string | undefined {
  const python = dirname(packages);
  if (!/^(site|dist)-packages$/.test(basename(packages))) return undefined;
  return basename(dirname(python)) === "lib" ? dirname(dirname(python)) : undefined;
}
