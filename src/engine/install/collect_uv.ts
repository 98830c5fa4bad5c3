/**
 * Gets libtensorflow, and CUDA's libraries, with uv.
 *
 * @module
 */

import { join } from "node:path";
import type { Collected, CollectingWith } from "./collected.ts";
import { InstallError } from "./install_error.ts";
import { cudaRequirements, isKept, PYTHON_VERSIONS } from "./plan.ts";
import { type UvAnswer, uvInstall } from "./uv.ts";

/** Lets uv unpack the packages beside the tree and moves the libraries into it. */
export async function collectWithUv(collecting: CollectingWith): Promise<Collected> {
  const { plan } = collecting;
  const first = await call(collecting, [plan.requirement]);
  const collected: Collected = {
    version: plan.version,
    files: first.files,
    sources: [sourceOf(plan.requirement)],
    transferred: 0,
  };
  const cuda = plan.kind === "cuda" ? cudaRequirements(first.metadata) : [];
  if (cuda.length > 0) {
    collected.files.push(...(await call(collecting, cuda)).files);
    collected.sources.push(...cuda.map(sourceOf));
  }
  return collected;
}

async function call(collecting: CollectingWith, requirements: string[]): Promise<UvAnswer> {
  const directory = join(collecting.downloads, "uv");
  const { plan, tree, signal, installer, installerArguments, onProgress } = collecting;
  onProgress?.({ stage: "resolve", what: `${requirements.join(", ")} (uv)` });
  let first: unknown;
  for (const pythonVersion of PYTHON_VERSIONS) {
    await Deno.mkdir(directory, { recursive: true });
    await Deno.remove(directory, { recursive: true });
    try {
      return await uvInstall({
        command: installer.command,
        extraArguments: installerArguments,
        requirements,
        platform: plan.uvPlatform,
        pythonVersion,
        directory,
        target: tree,
        keep: isKept,
        signal,
      });
    } catch (error) {
      first ??= error;
      if (!(error instanceof InstallError && error.fault === "not-found")) throw first;
    }
  }
  throw first;
}

function sourceOf(requirement: string): Collected["sources"][number] {
  return { requirement, file: requirement, verified: "by uv" };
}
