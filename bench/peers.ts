/**
 * The peers: how each is installed and started, or why it is missing.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAddon } from "./install/addon.ts";
import { MissingError } from "./install/command.ts";
import { BUILD } from "./install/files.ts";
import { type NodeFolders, prepareNode } from "./install/node.ts";
import {
  preparePython,
  type PythonOptions,
  type PythonPeer,
  tensorflowIncludes,
} from "./install/python.ts";
import type { PeerName } from "./jobs.ts";
import { type Launch, PeerError, PeerProcess } from "./peer_process.ts";
import type { Hello } from "./protocol.ts";

/** What stands over a peer's column. */
export const TITLES: Readonly<Record<PeerName, string>> = {
  "tensaur": "Tensaur",
  "tfjs-wasm": "tfjs wasm",
  "tfjs-node": "tfjs-node",
  "keras": "Keras",
  "torch": "PyTorch",
  "jax": "JAX",
};

/** Names of all peers but our own side. */
export const PEERS: readonly PeerName[] = ["tfjs-wasm", "tfjs-node", "keras", "torch", "jax"];

/** A peer that can be started. */
export interface Peer extends Hello {
  /** Its name. */
  readonly name: PeerName;
  /** Starts a process that takes requests. */
  readonly launch: Launch;
  /** Starts a process that does the least there is to do, and ends. */
  readonly start: (what: string) => Launch;
}

/** A peer that cannot be started. */
export interface MissingPeer {
  /** Its name. */
  readonly name: PeerName;
  /** Why not. */
  readonly missing: string;
}

/** Who is there and who is not. */
export interface Prepared {
  /** Those that can be started. */
  readonly present: readonly Peer[];
  /** Those that cannot. */
  readonly missing: readonly MissingPeer[];
}

/** Prepares peers one after another; `tell` hears of each. */
export async function prepareAll<Name extends PeerName>(
  names: readonly Name[],
  prepare: (name: Name) => Promise<Peer | MissingPeer>,
  tell: (text: string) => void,
): Promise<Prepared> {
  const present: Peer[] = [];
  const missing: MissingPeer[] = [];
  for (const name of names) {
    tell(`${name}: preparing`);
    const peer = await prepare(name);
    if ("missing" in peer) {
      tell(`${name}: missing: ${peer.missing}`);
      missing.push(peer);
    } else present.push(peer);
  }
  return { present, missing };
}

const SCRIPTS = fileURLToPath(new URL("./peers/", import.meta.url));

/** Our own side. */
export async function prepareOurs(): Promise<Peer> {
  const run = (script: string, ...args: string[]): Launch => ({
    command: [Deno.execPath(), "run", "-A", join(SCRIPTS, script), ...args],
  });
  return await introduce("tensaur", run("tensaur.ts"), (what) => run("start_tensaur.ts", what));
}

/** Installs what a peer needs and asks it who it is. */
export async function preparePeer(
  name: PeerName,
  { library, ...python }: PythonOptions & { readonly library: string },
): Promise<Peer | MissingPeer> {
  try {
    switch (name) {
      case "tensaur":
        return await prepareOurs();
      case "tfjs-wasm":
        return await nodePeer(name, await prepareNode(), ["wasm"]);
      case "tfjs-node": {
        const folders = await prepareNode();
        const includes = [join(dirname(library), "include"), ...await headersOfPython(python)];
        const source = folders.tfjsNode;
        const addon = await buildAddon({ library, includes, source, folder: BUILD });
        return await nodePeer(name, folders, ["node", addon]);
      }
      case "keras":
      case "torch":
      case "jax":
        return await pythonPeer(name, await preparePython(name, python));
    }
  } catch (error) {
    if (error instanceof MissingError || error instanceof PeerError) {
      return { name, missing: error.message };
    }
    throw error;
  }
}

async function nodePeer(name: PeerName, { scripts }: NodeFolders, args: string[]): Promise<Peer> {
  const run = (script: string, ...more: string[]): Launch => ({
    command: ["node", join(scripts, script), ...more, ...args],
  });
  return await introduce(name, run("tfjs.js"), (what) => run("start_tfjs.js", what));
}

async function pythonPeer(name: PythonPeer, python: string): Promise<Peer> {
  const run = (script: string, ...args: string[]): Launch => ({
    command: [python, join(SCRIPTS, script), ...args],
    // Compiled files of ours would lie about in the repository.
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  return await introduce(name, run(`peer_${name}.py`), (what) => run("start.py", what, name));
}

/** Asks a peer who it is. */
export async function introduce(
  name: PeerName,
  launch: Launch,
  start: Peer["start"],
): Promise<Peer> {
  await using process = new PeerProcess(launch);
  return { name, launch, start, ...await process.hello() };
}

/** TensorFlow's headers, which its wheel brings and the library's folder may lack. */
async function headersOfPython(python: PythonOptions): Promise<string[]> {
  try {
    return await tensorflowIncludes(await preparePython("keras", python));
  } catch (error) {
    if (error instanceof MissingError) return [];
    throw error;
  }
}
