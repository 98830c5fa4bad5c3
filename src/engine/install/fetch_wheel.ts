/**
 * Gets one wheel onto this disk: pip names it, we transfer it, pip does where we cannot.
 *
 * @module
 */

import { join } from "node:path";
import { requireSpace } from "./disk_space.ts";
import { sha256FromIndex } from "./index_page.ts";
import { listDirectory } from "./host.ts";
import { InstallError } from "./install_error.ts";
import type { OnInstallProgress } from "./install_progress.ts";
import { type PipAnswer, pipDownload, type PipRequest } from "./pip.ts";
import type { PipLink } from "./pip_log.ts";
import { PYTHON_VERSIONS } from "./plan.ts";
import { sha256OfFile, transfer } from "./transfer.ts";

/** What to get and how. */
export interface FetchWheelOptions {
  /** pip with its first arguments. */
  command: string[];
  /** Further arguments of pip. */
  pipArguments: string[];
  /** Requirement of the wheel. */
  requirement: string;
  /** Platform tags. */
  platforms: string[];
  /** Folder for downloads, kept for the next try when this one fails. */
  downloads: string;
  /** How many times its own size a wheel needs in all, unpacked files included. */
  spaceFactor: number;
  /** HTTP client with the certificates to trust. */
  client?: Deno.HttpClient | undefined;
  /** Receives progress. */
  onProgress?: OnInstallProgress | undefined;
  /** Stops it. */
  signal?: AbortSignal | undefined;
}

/** A wheel on this disk. */
export interface FetchedWheel {
  /** Path; to be removed once unpacked. */
  path: string;
  /** The wheel's file name. */
  file: string;
  /** SHA-256 of the whole file. */
  sha256: string;
  /** How that was checked. */
  verified: string;
  /** Bytes that came over our own connection. */
  transferred: number;
}

/**
 * Gets a wheel.
 *
 * @throws {InstallError} with what pip or the server said
 */
export async function fetchWheel(options: FetchWheelOptions): Promise<FetchedWheel> {
  options.onProgress?.({ stage: "resolve", what: options.requirement });
  const answer = await askPip(options, true);
  if (answer.kind === "file") return await fromPip(answer, options);
  const link = answer.link;
  const part = join(options.downloads, `${link.file}.part`);
  const before = sizeOf(part);
  try {
    return await transferLink(link, part, options);
  } catch (error) {
    // Where not one byte came, pip may have a way that we lack: a proxy, a login, certificates.
    const closed = error instanceof InstallError && error.fault === "network" &&
      sizeOf(part) === before;
    if (!closed) throw error;
  }
  const file = await askPip(options, false);
  if (file.kind === "file") return await fromPip(file, options);
  throw new Error("Internal: pip was not to stop at the transfer");
}

async function askPip(options: FetchWheelOptions, stopAtTransfer: boolean): Promise<PipAnswer> {
  // A killed installation leaves its pip running for a moment: it must not write where ours does.
  for (const name of listDirectory(options.downloads)) {
    if (name.startsWith("pip-")) {
      await Deno.remove(join(options.downloads, name), { recursive: true });
    }
  }
  let first: unknown;
  for (const pythonVersion of PYTHON_VERSIONS) {
    const folder = join(options.downloads, `pip-${Deno.pid}-${pythonVersion}`);
    const directory = join(folder, "wheel");
    await Deno.mkdir(directory, { recursive: true });
    const request: PipRequest = {
      command: options.command,
      extraArguments: options.pipArguments,
      requirement: options.requirement,
      platforms: options.platforms,
      pythonVersion,
      directory,
      temporary: join(folder, "temporary"),
      stopAtTransfer,
      signal: options.signal,
      onBytes: (what, done, total) => {
        options.onProgress?.({ stage: "download", what, done, total });
      },
    };
    try {
      return await pipDownload(request);
    } catch (error) {
      first ??= error;
      if (!(error instanceof InstallError && error.fault === "not-found")) throw first;
    }
  }
  throw first;
}

async function fromPip(
  answer: PipAnswer & { kind: "file" },
  options: FetchWheelOptions,
): Promise<FetchedWheel> {
  const { path, file } = answer;
  options.onProgress?.({ stage: "verify", what: file });
  const sha256 = await sha256OfFile(path);
  if (answer.sha256 !== undefined && answer.sha256 !== sha256) {
    throw await wrongHash(path, file, answer.sha256, sha256);
  }
  const verified = answer.sha256 === undefined
    ? "by pip; each file against the wheel's RECORD"
    : "SHA-256 of the package index; each file against the wheel's RECORD";
  return { path, file, sha256, verified, transferred: 0 };
}

async function transferLink(
  link: PipLink,
  part: string,
  options: FetchWheelOptions,
): Promise<FetchedWheel> {
  const { client, signal, onProgress } = options;
  const wanted = link.sha256 ?? await hashFromPage(link, options);
  for (let again = false;; again = true) {
    const { size, resumedFrom } = await transfer({
      url: link.url,
      part,
      client,
      signal,
      onSize: (total, present) => {
        requireSpace(options.downloads, {
          bytes: total * options.spaceFactor - present,
          purpose: `to download and unpack ${link.file}`,
        });
      },
      onBytes: (done, total) => {
        onProgress?.({
          stage: "download",
          what: link.file,
          done,
          ...(total === undefined ? {} : { total }),
        });
      },
    });
    const sha256 = await sha256OfFile(part, (done) => {
      onProgress?.({ stage: "verify", what: link.file, done, total: size });
    });
    if (wanted === undefined || wanted === sha256) {
      const verified = wanted === undefined
        ? "each file against the wheel's RECORD"
        : "SHA-256 of the package index; each file against the wheel's RECORD";
      return { path: part, file: link.file, sha256, verified, transferred: size - resumedFrom };
    }
    const error = await wrongHash(part, link.file, wanted, sha256);
    // The kept beginning may be of another file: once more from the first byte.
    if (resumedFrom === 0 || again) throw error;
  }
}

async function hashFromPage(
  link: PipLink,
  options: FetchWheelOptions,
): Promise<string | undefined> {
  try {
    return await sha256FromIndex({
      page: link.page,
      file: link.file,
      client: options.client,
      signal: options.signal,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InstallError("network", `Cannot read ${link.page}: ${why}`, { cause: error });
  }
}

async function wrongHash(
  path: string,
  file: string,
  wanted: string,
  found: string,
): Promise<InstallError> {
  await Deno.remove(path);
  return new InstallError(
    "hash",
    `Cannot use ${file}: the package index says SHA-256 ${wanted}, what came has ${found}: it was ` +
      "removed: run it again, or tell the keeper of your package mirror",
  );
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
