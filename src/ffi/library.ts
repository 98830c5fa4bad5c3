/**
 * Opens TensorFlow's shared library. Beside it only `cuda_driver.ts` calls `Deno.dlopen`.
 *
 * @module
 */

import { keepLoaded, LOADER_SYMBOLS, type LoaderCalls, loadForever } from "./keep_loaded.ts";
import { DESCRIPTOR_SYMBOLS, type DescriptorCalls, type Hear, withoutNotes } from "./native_log.ts";
import { Status } from "./status.ts";
import { readCString } from "./strings.ts";
import { OPTIONAL_SYMBOLS, REQUIRED_SYMBOLS, type Symbols, VERSION_SYMBOLS } from "./symbols.ts";

/** Oldest TensorFlow whose C API has what Tensaur needs. */
export const MINIMUM_VERSION = "2.12.0";

/** The file at `path` cannot serve as TensorFlow's library. */
export class LibraryError extends Error {
  /** Name of the class. */
  override name = "LibraryError";
  /** File that was tried. */
  readonly path: string;

  /** Makes the error for `path`; `reason` says what was wrong and what to do. */
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`Cannot use "${path}" as TensorFlow's library: ${reason}`, options);
    this.path = path;
  }
}

/** An opened TensorFlow library. */
export interface Library {
  /** File it was opened from. */
  readonly path: string;
  /** What `TF_Version` says, such as `"2.21.0"`. */
  readonly version: string;
  /** The C calls. */
  readonly symbols: Symbols;
  /** Status that all calls made from this thread share. */
  readonly status: Status;
  /** Whether the C library's `memcpy` is reachable: the quick way to copy a tensor. */
  readonly hasMemcpy: boolean;
}

const opened = new Map<string, Library>();

/**
 * Opens the TensorFlow library at `path`, or returns it if it is open already.
 *
 * A library stays open until the process ends: TensorFlow's threads cannot be unloaded.
 *
 * @throws {LibraryError} If the file is missing, is no TensorFlow library, or is too old.
 */
export function openLibrary(path: string): Library {
  const open = opened.get(path);
  if (open !== undefined) return open;
  const library = quietly(() => load(path));
  opened.set(path, library);
  return library;
}

function load(path: string): Library {
  const version = readVersion(path);
  if (compareVersions(version, MINIMUM_VERSION) < 0) {
    throw new LibraryError(
      path,
      `it is TensorFlow ${version}, and ${MINIMUM_VERSION} or newer is needed; ` +
        "run `deno task setup`, or point TENSAUR_LIBTENSORFLOW at a newer one",
    );
  }
  const optional = dlopen(path, OPTIONAL_SYMBOLS);
  const symbols = {
    ...dlopen(path, REQUIRED_SYMBOLS),
    ...nameMissing(optional, path, version),
  } as Symbols;
  const hasMemcpy = Boolean(optional.copyIn && optional.copyOut);
  return { path, version, symbols, status: new Status(symbols), hasMemcpy };
}

let descriptors: DescriptorCalls | null | undefined;

/**
 * Runs `fn`, a step of TensorFlow's start, without the notes that it writes to the terminal. Warnings
 * and errors go there, or to `hear`.
 *
 * With `TF_CPP_MIN_LOG_LEVEL=0` in the environment everything is shown.
 */
export function quietly<T>(fn: () => T, hear?: Hear): T {
  if (descriptors === undefined) descriptors = openDescriptors();
  return descriptors === null ? fn() : withoutNotes(descriptors, fn, hear);
}

function openDescriptors(): DescriptorCalls | null {
  const level = Deno.env.get("TF_CPP_MIN_LOG_LEVEL");
  if (level === "0") return null;
  if (level === undefined) Deno.env.set("TF_CPP_MIN_LOG_LEVEL", "1");
  // Where the C library is called otherwise, the notes are seen: a blemish, no fault.
  if (!Deno.build.target.endsWith("-linux-gnu")) return null;
  try {
    return Deno.dlopen("libc.so.6", DESCRIPTOR_SYMBOLS).symbols;
  } catch (error) {
    // Opening TensorFlow's library will fail for the same reason, and says so.
    if (error instanceof Deno.errors.NotCapable) return null;
    throw error;
  }
}

function readVersion(path: string): string {
  const { TF_Version } = dlopen(path, VERSION_SYMBOLS);
  if (Deno.build.os === "linux") keepLoaded(linuxLoader(), path);
  return readCString(TF_Version());
}

let loader: LoaderCalls | undefined;

function linuxLoader(): LoaderCalls {
  return loader ??= dlopen("libdl.so.2", LOADER_SYMBOLS);
}

/**
 * Loads a library that TensorFlow will ask for by its name, such as `libcudart.so.12`, from the file
 * `path`: the loader then needs no search path to find it. A bare name is searched for as usual.
 *
 * @returns Why it cannot be loaded, in the loader's words; undefined when it is.
 * @throws {LibraryError} If Deno may not open libraries.
 */
export function loadForTensorflow(path: string): string | undefined {
  return loadForever(linuxLoader(), path);
}

function dlopen<S extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: S,
): Deno.DynamicLibrary<S>["symbols"] {
  try {
    return Deno.dlopen(path, symbols).symbols;
  } catch (cause) {
    throw new LibraryError(path, explain(path, cause), { cause });
  }
}

function explain(path: string, cause: unknown): string {
  if (cause instanceof Deno.errors.NotCapable) {
    return "Deno may not open libraries; run with --allow-ffi (or -A)";
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const missing = /Failed to register symbol (\w+)/.exec(reason)?.[1];
  if (missing === "TF_Version") {
    return "it is a shared library, but not TensorFlow's (it has no TF_Version)";
  }
  if (missing !== undefined) return `it has no ${missing}, which Tensaur needs`;
  const info = fileInfo(path);
  if (info === undefined) return "there is no such file";
  if (!info.isFile) {
    return "that is not a file; give the path of libtensorflow_cc.so.2";
  }
  return `the system cannot load it (${reason.replace(/^Could not open library: /, "")})`;
}

function fileInfo(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether the library has kernels for NVIDIA's GPUs; undefined for a build that cannot tell. */
export function hasCuda({ symbols }: Library): boolean | undefined {
  try {
    return symbols.isGoogleCudaEnabled() !== 0;
  } catch (error) {
    if (error instanceof LibraryError) return undefined;
    throw error;
  }
}

/** Replaces each call that was not found by a function that says so when it is called. */
function nameMissing(
  found: Record<string, unknown>,
  path: string,
  version: string,
): Partial<Symbols> {
  const calls: Record<string, unknown> = {};
  for (const [name, symbol] of Object.entries(OPTIONAL_SYMBOLS)) {
    const cName = "name" in symbol ? symbol.name : name;
    calls[name] = found[name] ?? (() => {
      throw new LibraryError(
        path,
        `TensorFlow ${version} has no ${cName} in this build; ` +
          "use the library of the pip package (run `deno task setup`)",
      );
    });
  }
  return calls as Partial<Symbols>;
}

/** Whether `a` is older than (negative), as old as (0) or newer than (positive) `b`. */
export function compareVersions(a: string, b: string): number {
  const parts = (text: string) => text.split(/[.\-+]/).slice(0, 3).map((part) => parseInt(part));
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] || 0) - (right[i] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
