/**
 * Folders of the Python environments at hand that may hold a `tensorflow` package, found by
 * reading files only: no Python is started.
 *
 * @module
 */

import { delimiter, dirname, join } from "node:path";
import { type Host, isDirectory, listDirectory, readText, whyNotFile } from "./host.ts";

/** A folder of installed packages and the reason why it was looked at. */
export interface PackageFolder {
  /** `site-packages` or `dist-packages`. */
  path: string;
  /** Which environment it belongs to, e.g. `VIRTUAL_ENV`. */
  origin: string;
}

/** All package folders in the order in which Python would be picked, each once. */
export function pythonPackageFolders(host: Host): PackageFolder[] {
  const found = new Map<string, PackageFolder>();
  const add = (path: string, origin: string) => {
    const key = realPath(path);
    if (isDirectory(path) && !found.has(key)) found.set(key, { path, origin });
  };
  const addPrefix = (prefix: string | undefined, origin: string) => {
    if (prefix) { for (const path of packagesUnder(prefix, host)) add(path, origin); }
  };

  addPrefix(host.env("VIRTUAL_ENV"), "VIRTUAL_ENV");
  addPrefix(host.env("CONDA_PREFIX"), "CONDA_PREFIX");
  if (host.cwd) addPrefix(join(host.cwd, ".venv"), ".venv");
  for (const python of pythonsOnPath(host)) {
    if (isPyenvShim(python)) {
      for (const prefix of pyenvPrefixes(host)) addPrefix(prefix, "pyenv");
      continue;
    }
    // A virtual environment links to the base interpreter, so both ends of the link count.
    for (const file of [python, realPath(python)]) {
      addPrefix(prefixOf(file, host), `python on PATH (${python})`);
    }
  }
  const base = host.env("PYTHONUSERBASE") ?? join(host.home, ".local");
  addPrefix(base, "packages of the user");
  for (const prefix of systemPrefixes(host)) addPrefix(prefix, "packages of the system");
  return [...found.values()];
}

function packagesUnder(prefix: string, host: Host): string[] {
  if (host.os === "windows") return [join(prefix, "Lib", "site-packages")];
  const lib = join(prefix, "lib");
  const paths: string[] = [];
  for (const name of listDirectory(lib)) {
    if (!/^python3(\.\d+)?t?$/.test(name)) continue;
    paths.push(join(lib, name, "site-packages"), join(lib, name, "dist-packages"));
  }
  return paths;
}

function pythonsOnPath(host: Host): string[] {
  const names = host.os === "windows" ? ["python.exe"] : ["python3", "python"];
  const found: string[] = [];
  for (const folder of (host.env("PATH") ?? "").split(delimiter)) {
    if (!folder) continue;
    const name = names.find((name) => whyNotFile(join(folder, name)) === undefined);
    if (name) found.push(join(folder, name));
  }
  return found;
}

function prefixOf(python: string, host: Host): string {
  const folder = dirname(python);
  if (host.os !== "windows") return dirname(folder);
  return /scripts$/i.test(folder) ? dirname(folder) : folder;
}

function isPyenvShim(python: string): boolean {
  return /[\\/]shims$/.test(dirname(python));
}

/** Environments of pyenv: those chosen first, as pyenv chooses them, then all others. */
function pyenvPrefixes(host: Host): string[] {
  const root = host.env("PYENV_ROOT") ?? join(host.home, ".pyenv");
  const versions = join(root, "versions");
  const chosen = (host.env("PYENV_VERSION")?.replaceAll(":", "\n") ?? localPyenvVersion(host) ??
    readText(join(root, "version")) ?? "").split("\n").map((line) => line.trim());
  const names = new Set([...chosen, ...listDirectory(versions)]);
  return [...names].filter((name) => name && name !== "system" && !name.startsWith("#"))
    .map((name) => join(versions, name));
}

function localPyenvVersion(host: Host): string | undefined {
  for (let folder = host.cwd; folder;) {
    const text = readText(join(folder, ".python-version"));
    if (text !== undefined) return text;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

function systemPrefixes(host: Host): string[] {
  switch (host.os) {
    case "windows":
      return [];
    case "darwin": {
      const framework = "/Library/Frameworks/Python.framework/Versions";
      return [
        "/opt/homebrew",
        "/usr/local",
        ...listDirectory(framework).map((name) => join(framework, name)),
      ];
    }
    default:
      return ["/usr/local", "/usr"];
  }
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    // It only serves to see the same folder once; the path itself does as well.
    return path;
  }
}
