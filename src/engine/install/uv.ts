/**
 * Lets uv put wheels into a folder where there is no pip. uv downloads and checks them itself.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { InstallError, throwIfCancelled } from "./install_error.ts";
import type { ManifestFile } from "./manifest.ts";
import { sha256OfFile } from "./transfer.ts";

/** What to ask uv for. */
export interface UvRequest {
  /** uv with its first arguments. */
  command: string[];
  /** Further arguments. */
  extraArguments?: string[];
  /** E.g. `tensorflow-cpu==2.21.0`. */
  requirements: string[];
  /** As `--python-platform` takes it. */
  platform: string;
  /** Version of Python whose wheels to take. */
  pythonVersion: string;
  /** Empty folder that uv unpacks into, on the disk of `target`. */
  directory: string;
  /** Folder for the files that are kept. */
  target: string;
  /** Which files to keep. */
  keep: (path: string) => boolean;
  /** Stops uv. */
  signal?: AbortSignal | undefined;
}

/** What uv brought. */
export interface UvAnswer {
  /** Kept files, below `target`. */
  files: ManifestFile[];
  /** Texts of the packages' METADATA, one after the other. */
  metadata: string;
}

/**
 * Runs `uv pip install --target` and moves the files that are kept.
 *
 * @throws {InstallError} with what uv said
 */
export async function uvInstall(request: UvRequest): Promise<UvAnswer> {
  throwIfCancelled(request.signal);
  const [program = "", ...first] = request.command;
  const output = await new Deno.Command(program, {
    args: [
      ...first,
      "pip",
      "install",
      "--no-deps",
      "--only-binary=:all:",
      `--python-version=${request.pythonVersion}`,
      `--python-platform=${request.platform}`,
      `--target=${request.directory}`,
      ...request.extraArguments ?? [],
      ...request.requirements,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(request.signal ? { signal: request.signal } : {}),
  }).output();
  throwIfCancelled(request.signal);
  if (!output.success) throw failure(request, new TextDecoder().decode(output.stderr).trim());
  const answer: UvAnswer = { files: [], metadata: "" };
  for await (const path of filesUnder(request.directory)) {
    const name = relative(request.directory, path).replaceAll("\\", "/");
    if (/^[^/]+\.dist-info\/METADATA$/.test(name)) answer.metadata += await Deno.readTextFile(path);
    if (!request.keep(name)) continue;
    const target = join(request.target, name);
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.rename(path, target);
    const { size } = await Deno.stat(target);
    answer.files.push({ path: name, size, sha256: await sha256OfFile(target) });
  }
  return answer;
}

function failure(request: UvRequest, said: string): InstallError {
  const fault = /no space left/i.test(said)
    ? "disk"
    : /hash mismatch/i.test(said)
    ? "hash"
    : /error sending request|dns|timed out|connect/i.test(said)
    ? "network"
    : /no solution found|no matching|not found in the package registry/i.test(said)
    ? "not-found"
    : "package";
  return new InstallError(
    fault,
    `Cannot get ${request.requirements.join(", ")} with uv: ${said.split("\n").join(" ")}: ` +
      "see uv's settings for index, proxy and certificates, and run it again",
  );
}

async function* filesUnder(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* filesUnder(path);
    else if (entry.isFile) yield path;
  }
}
