/**
 * Chooses the engine: libtensorflow, else tfjs wasm, else tfjs cpu.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import { mendDatasets } from "./deno_compat.ts";
import { type EngineInfo, type EngineName, type NotTaken, tensorflowInfo } from "./info.ts";
import { BACKEND, NoTensorflowError, startTensorflow, type TensorflowOptions } from "./start.ts";
import { registerWasm } from "./wasm/register.ts";

/** Which engine to use, and how. */
export interface UseOptions extends TensorflowOptions {
  /** Engine to use. Default: `TENSAUR_ENGINE`, else the best that works. */
  engine?: EngineName;
}

const ENGINES: readonly EngineName[] = ["tensorflow", "wasm", "cpu"];

let current: EngineInfo | undefined;
let pending: Promise<EngineInfo> | undefined;

/**
 * What runs the tensors: engine, version, devices, and why each better engine was not taken.
 *
 * @throws {Error} If no engine was chosen yet: `await tf.ready()` does that.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * await tf.ready();
 * const { engine: name, devices, notTaken } = engine.info();
 * assert(["tensorflow", "wasm", "cpu"].includes(name));
 * assert(devices.length > 0);
 * for (const { engine, why } of notTaken) console.log(`not ${engine}: ${why}`);
 * ```
 */
export function info(): EngineInfo {
  if (current === undefined) {
    throw new Error("Cannot describe the engine: none was chosen yet; call `await tf.ready()`");
  }
  return current;
}

/**
 * Makes the engine ready; the best of libtensorflow (with CUDA, else on the CPU), wasm and cpu.
 *
 * Nothing is downloaded. Environment: `TENSAUR_ENGINE` and `TENSAUR_LIBTENSORFLOW`. Later calls
 * return the same answer.
 *
 * @returns What was chosen and why.
 * @throws {NoTensorflowError} If TensorFlow was asked for by name or path and cannot be started.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "tensaur";
 *
 * await tf.ready();
 * assertEquals(tf.add(1, 2).dataSync()[0], 3);
 * ```
 */
export function ready(): Promise<EngineInfo> {
  if (current !== undefined && tfjs.getBackend() !== undefined) return Promise.resolve(current);
  pending ??= use().finally(() => pending = undefined);
  return pending;
}

/**
 * Chooses the engine by `options` instead of by what is there.
 *
 * @returns What was chosen and why.
 * @throws {TypeError} If `options.engine` is no engine, or TensorFlow runs with other options.
 * @throws {NoTensorflowError} If TensorFlow was asked for and cannot be started.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * const { engine: name } = await engine.use({ engine: "wasm" });
 * assertEquals(name, "wasm");
 * assertEquals(tf.getBackend(), "wasm");
 * ```
 */
export async function use(options: UseOptions = {}): Promise<EngineInfo> {
  const { engine = engineFromEnvironment(), ...tensorflow } = options;
  if (engine !== undefined && !ENGINES.includes(engine)) {
    throw new TypeError(
      `Cannot use engine "${engine}": it must be one of ${ENGINES.join(", ")}`,
    );
  }
  current = engine === "cpu" || engine === "wasm"
    ? await useTfjs(engine, [{ engine: BACKEND, why: `engine "${engine}" was asked for` }])
    : await useTensorflow(engine === BACKEND, tensorflow);
  await mendDatasets();
  return current;
}

function engineFromEnvironment(): EngineName | undefined {
  const name = Deno.env.get("TENSAUR_ENGINE");
  if (name === undefined || name === "") return undefined;
  if (ENGINES.includes(name as EngineName)) return name as EngineName;
  throw new TypeError(
    `Cannot use TENSAUR_ENGINE="${name}": it must be one of ${ENGINES.join(", ")}`,
  );
}

async function useTensorflow(demanded: boolean, options: TensorflowOptions): Promise<EngineInfo> {
  let started;
  try {
    started = await startTensorflow(options);
  } catch (error) {
    const named = options.library !== undefined || Boolean(Deno.env.get("TENSAUR_LIBTENSORFLOW"));
    if (demanded || named || !(error instanceof NoTensorflowError)) throw error;
    return await useTfjs("wasm", [{ engine: BACKEND, why: error.message }]);
  }
  await setBackend(BACKEND);
  return tensorflowInfo(started);
}

async function useTfjs(engine: "wasm" | "cpu", notTaken: NotTaken[]): Promise<EngineInfo> {
  if (engine === "wasm") {
    await registerWasm();
    await setBackend("wasm");
  } else {
    notTaken.push({ engine: "wasm", why: 'engine "cpu" was asked for' });
    await setBackend("cpu");
  }
  const device = { name: "CPU:0", type: "CPU" };
  return { engine, version: tfjs.version_core, devices: [device], notTaken };
}

async function setBackend(name: string): Promise<void> {
  if (await tfjs.setBackend(name)) return;
  throw new Error(`Cannot start the engine "${name}": tfjs printed the reason above`);
}
