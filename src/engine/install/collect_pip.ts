/**
 * Gets libtensorflow, and CUDA's libraries, with pip.
 *
 * @module
 */

import type { Collected, CollectingWith } from "./collected.ts";
import { fetchWheel } from "./fetch_wheel.ts";
import { InstallError } from "./install_error.ts";
import { cudaRequirements, isKept } from "./plan.ts";
import { unpackWheel } from "./wheel.ts";

/** Gets the wheels with pip, one after the other, and takes the libraries out of each. */
export async function collectWithPip(collecting: CollectingWith): Promise<Collected> {
  const { plan } = collecting;
  const collected: Collected = { version: plan.version, files: [], sources: [], transferred: 0 };
  // Wheels deflate libraries to about a third, CUDA's own to two thirds.
  const metadata = await addWheel(collecting, collected, plan.requirement, 4.2);
  if (plan.kind === "cuda") {
    for (const requirement of cudaRequirements(metadata)) {
      await addWheel(collecting, collected, requirement, 2.8);
    }
  }
  return collected;
}

async function addWheel(
  collecting: CollectingWith,
  collected: Collected,
  requirement: string,
  spaceFactor: number,
): Promise<string> {
  const { plan, tree, downloads, client, onProgress, signal, installer, finished } = collecting;
  const before = finished.get(requirement);
  if (before !== undefined) {
    collected.files.push(...before.files);
    collected.sources.push(before.source);
    return before.metadata;
  }
  const wheel = await fetchWheel({
    command: installer.command,
    pipArguments: collecting.installerArguments,
    requirement,
    platforms: plan.platforms,
    downloads,
    spaceFactor,
    client,
    onProgress,
    signal,
  });
  try {
    const { files, metadata } = await unpackWheel(wheel.path, {
      target: tree,
      keep: isKept,
      signal,
      onBytes: (done, total) => onProgress?.({ stage: "unpack", what: wheel.file, done, total }),
    });
    collected.files.push(...files);
    collected.transferred += wheel.transferred;
    const { file, sha256, verified } = wheel;
    const source = { requirement, file, sha256, verified };
    collected.sources.push(source);
    await finished.add({ source, files, metadata });
    await Deno.remove(wheel.path);
    return metadata;
  } catch (error) {
    // A wheel that cannot be unpacked would be found again by the next try.
    const bad = error instanceof InstallError &&
      (error.fault === "package" || error.fault === "hash");
    if (bad) await Deno.remove(wheel.path);
    throw error;
  }
}
