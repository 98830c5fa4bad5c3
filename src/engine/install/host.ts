/**
 * What the search and the installation read of the machine: operating system, processor,
 * environment variables, folders. Tests pass a made-up one.
 *
 * @module
 */

import { join } from "node:path";

/** The machine as the installation sees it. */
export interface Host {
  /** As `Deno.build.os`: "linux", "darwin", "windows". */
  readonly os: string;
  /** As `Deno.build.arch`: "x86_64" or "aarch64". */
  readonly arch: string;
  /** The user's home folder, empty when there is none. */
  readonly home: string;
  /** The folder the process runs in, empty when it may not be read. */
  readonly cwd: string;
  /** An environment variable, undefined when unset, empty or not readable. */
  env(name: string): string | undefined;
}

/** The machine this process runs on. Read when called, never at import. */
export function currentHost(): Host {
  const home = environment("HOME") ?? environment("USERPROFILE") ?? "";
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    home,
    cwd: workingDirectory(),
    env: environment,
  };
}

/**
 * File names under which TensorFlow's C API is found, best first: the library of a wheel
 * (`_cc`), then the one of the archive for C.
 */
export function libraryNames(os: string): string[] {
  switch (os) {
    case "darwin":
      return [
        "libtensorflow_cc.2.dylib",
        "libtensorflow.2.dylib",
        "libtensorflow_cc.dylib",
        "libtensorflow.dylib",
      ];
    case "windows":
      // The wheel for Windows has the C API in the library that its Python modules share.
      return ["tensorflow_cc.dll", "tensorflow.dll", "_pywrap_tensorflow_common.dll"];
    default:
      return [
        "libtensorflow_cc.so.2",
        "libtensorflow.so.2",
        "libtensorflow_cc.so",
        "libtensorflow.so",
      ];
  }
}

/** Why a path is no readable file, or undefined when it is one. */
export function whyNotFile(path: string): string | undefined {
  try {
    return Deno.statSync(path).isFile ? undefined : "is a folder, not a file";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Whether a path is a folder that can be seen. */
export function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    // Missing and forbidden are the same to a search: there is nothing to look into.
    return false;
  }
}

/** The names in a folder in order, none when it cannot be read. */
export function listDirectory(path: string): string[] {
  try {
    return Array.from(Deno.readDirSync(path), (entry) => entry.name).sort();
  } catch {
    // As in isDirectory(): a search has nothing to look into.
    return [];
  }
}

/** A file's text, undefined when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // Callers ask "what does it say, if there": absence is an answer, not a fault.
    return undefined;
  }
}

/** The existing one among `names` in `folder` or in its usual subfolders. */
export function libraryIn(folder: string, names: string[]): string | undefined {
  for (const sub of ["", "tensorflow", "lib", "python", "tensorflow/python"]) {
    for (const name of names) {
      const path = join(folder, sub, name);
      if (whyNotFile(path) === undefined) return path;
    }
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "does not exist";
  if (error instanceof Deno.errors.NotCapable) {
    return "may not be read: allow it with --allow-read";
  }
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

function environment(name: string): string | undefined {
  try {
    return Deno.env.get(name) || undefined;
  } catch (error) {
    // Without --allow-env a variable is as good as unset.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

function workingDirectory(): string {
  try {
    return Deno.cwd();
  } catch {
    // A deleted or forbidden folder: there is no project environment to look for in it.
    return "";
  }
}
