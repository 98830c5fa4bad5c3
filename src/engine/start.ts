/**
 * Starts TensorFlow: finds a library, opens it, makes the one context of this process.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import { EagerContext } from "../ffi/eager.ts";
import type { SessionConfig } from "../ffi/config.ts";
import { type Library, openLibrary, quietlyLoad } from "../ffi/library.ts";
import type { TensorflowBackend } from "./backend.ts";
import { registerGradients } from "./gradients/register.ts";
import { registerChainedOps } from "./chained_ops.ts";
import { shortenDispatch } from "./dispatch.ts";
import { findLibraries, type LibraryCandidate, type LibrarySearch } from "./install/find.ts";

/** Name under which the backend is registered with tfjs. */
export const BACKEND = "tensorflow";

/** How TensorFlow is started. */
export interface TensorflowOptions extends SessionConfig {
  /** File of TensorFlow's library, or the folder that holds it. Default: searched for. */
  library?: string;
}

/** TensorFlow as it runs in this process. */
export interface Started {
  /** Where ops run. */
  context: EagerContext;
  /** Where the library was found. */
  candidate: LibraryCandidate;
  /** What it was started with. */
  options: TensorflowOptions;
}

/** Why TensorFlow could not be started. */
export class NoTensorflowError extends Error {
  /** Name of the class. */
  override name = "NoTensorflowError";
  /** Places that were looked at and what was wrong there. */
  readonly tried: { where: string; why: string }[];

  /** Makes the error for everything in `tried`. */
  constructor(tried: { where: string; why: string }[]) {
    const list = byReason(tried).map((line) => `\n  ${line}`).join("");
    super(
      `Cannot find TensorFlow's library. Tried:${list}\nInstall it with \`deno task setup\` or ` +
        "`await engine.install()`, or point TENSAUR_LIBTENSORFLOW at libtensorflow_cc.so.2",
    );
    this.tried = tried;
  }
}

/** One line per reason: a machine with ten Pythons lacks TensorFlow in all of them. */
function byReason(tried: { where: string; why: string }[]): string[] {
  const places = new Map<string, string[]>();
  for (const { where, why } of tried) places.set(why, [...places.get(why) ?? [], where]);
  return [...places].map(([why, where]) => {
    const more = where.length > 2 ? ` and ${where.length - 1} more places` : "";
    return `${where.length > 2 ? where[0] : where.join(" and ")}${more}: ${why}`;
  });
}

let started: Started | undefined;
let backendModule: typeof import("./backend.ts") | undefined;

/** TensorFlow as it was started, or undefined if it was not. */
export function startedTensorflow(): Started | undefined {
  return started;
}

/**
 * Starts TensorFlow, or returns it as it runs.
 *
 * @throws {NoTensorflowError} If no library was found that can be opened.
 * @throws {TypeError} If it runs already with other options: a process has one TensorFlow.
 */
export async function startTensorflow(options: TensorflowOptions = {}): Promise<Started> {
  if (started !== undefined) {
    refuseOtherOptions(started, options);
    return started;
  }
  const { library, candidate } = open(findLibraries(options));
  if (backendModule === undefined) {
    backendModule = await quietlyLoad(() => import("./backend.ts"));
    // tfjs-node brought the package tfjs, which put its gradients and methods in place of ours.
    registerGradients();
    registerChainedOps();
  }
  shortenDispatch(BACKEND);
  // Another call may have come first while the module was loading.
  started ??= { context: new EagerContext(library, options), candidate, options };
  return started;
}

function refuseOtherOptions(running: Started, options: TensorflowOptions): void {
  for (const key of Object.keys(options) as (keyof TensorflowOptions)[]) {
    const [has, wants] = [running.options[key], options[key]];
    if (wants === undefined || JSON.stringify(has) === JSON.stringify(wants)) continue;
    throw new TypeError(
      `Cannot start TensorFlow with ${key} ${JSON.stringify(wants)}: it runs already with ` +
        `${JSON.stringify(has) ?? "the default"}; call engine.use() before the first tensor`,
    );
  }
}

function open(search: LibrarySearch): { library: Library; candidate: LibraryCandidate } {
  const tried = [...search.tried];
  for (const candidate of search.candidates) {
    try {
      return { library: openLibrary(candidate.path), candidate };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      tried.push({ where: `${candidate.source} ${candidate.path}`, why: error.message });
      // Who names a library wants that one, and must hear that it does not work.
      if (candidate.source === "option" || candidate.source === "environment") break;
    }
  }
  throw new NoTensorflowError(tried);
}

/** tfjs's factory for the backend: at once when TensorFlow runs, else a promise. */
function makeBackend(): TensorflowBackend | Promise<TensorflowBackend> {
  if (started !== undefined && backendModule !== undefined) {
    return new backendModule.TensorflowBackend(started.context);
  }
  return startTensorflow().then(({ context }) => {
    if (backendModule === undefined) throw new Error("Internal: the backend was not loaded");
    return new backendModule.TensorflowBackend(context);
  });
}

/** Makes the backend known to tfjs; nothing is opened before it is used. */
export function registerTensorflow(): void {
  // tfjs warns about a second registration, which an import under a second URL would be.
  if (tfjs.findBackendFactory(BACKEND) === null) tfjs.registerBackend(BACKEND, makeBackend, 4);
}
