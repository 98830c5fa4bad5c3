/**
 * The peers of `deno task bench:gpu`, each with its builds for CUDA.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingError } from "../install/command.ts";
import { preparePython, type PythonOptions } from "../install/python.ts";
import type { PeerName } from "../jobs.ts";
import { type Launch, PeerError } from "../peer_process.ts";
import { introduce, type MissingPeer, type Peer } from "../peers.ts";

/** Peers that have builds for CUDA. */
export const GPU_PEERS = ["torch", "jax"] as const;

const SCRIPTS = fileURLToPath(new URL("../peers/", import.meta.url));

/** What a peer is prepared with. */
export interface GpuPeerOptions extends PythonOptions {
  /** Where it computes: a rehearsal is on the CPU. */
  readonly device: "cuda" | "cpu";
}

/** Installs what a peer needs and asks it who it is; ours is never missing but for a reason. */
export async function prepareGpuPeer(
  name: "tensaur" | typeof GPU_PEERS[number],
  { device, ...python }: GpuPeerOptions,
): Promise<Peer | MissingPeer> {
  const env = { TENSAUR_BENCH_DEVICE: device };
  try {
    if (name === "tensaur") {
      return await known(name, [Deno.execPath(), "run", "-A", script("gpu_tensaur.ts")], env);
    }
    const program = await preparePython(name, { ...python, cuda: device === "cuda" });
    // Compiled files of ours would lie about in the repository.
    const quiet = { ...env, PYTHONDONTWRITEBYTECODE: "1" };
    return await known(name, [program, script(`gpu_${name}.py`)], quiet);
  } catch (error) {
    if (error instanceof MissingError || error instanceof PeerError) {
      return { name, missing: error.message };
    }
    throw error;
  }
}

async function known(
  name: PeerName,
  command: Launch["command"],
  env: Readonly<Record<string, string>>,
): Promise<Peer> {
  const launch = { command, env };
  return await introduce(name, launch, () => launch);
}

function script(name: string): string {
  return join(SCRIPTS, name);
}
