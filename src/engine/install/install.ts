/**
 * Installs libtensorflow into Tensaur's cache.
 *
 * @module
 */

import { join } from "node:path";
import { type ArchiveLink, archiveLinks } from "./archive.ts";
import {
  cacheDirectory,
  type CachedLibrary,
  installationName,
  librariesDirectory,
  readInstallation,
} from "./cache.ts";
import { collectFromArchive } from "./collect_archive.ts";
import { collectWithPip } from "./collect_pip.ts";
import { collectWithUv } from "./collect_uv.ts";
import type { Collected, Collecting } from "./collected.ts";
import { FinishedWheels } from "./finished_wheels.ts";
import { detectGpu } from "./gpu.ts";
import { currentHost, type Host, libraryIn, libraryNames } from "./host.ts";
import { httpClient } from "./http_client.ts";
import { explainFileError, InstallError } from "./install_error.ts";
import { lockInstall } from "./install_lock.ts";
import type { OnInstallProgress } from "./install_progress.ts";
import { findInstaller, type Installer } from "./installer.ts";
import type { LibraryKind, Manifest } from "./manifest.ts";
import { placeDirectory, removeReplaced, writeManifest } from "./place.ts";
import { DEFAULT_VERSION, type Plan, planInstall } from "./plan.ts";
import { whyNotLibrary } from "./shared_library.ts";

/** Options of {@linkcode install}. */
export interface InstallOptions {
  /** CPU only, with CUDA, or by what the machine has: the default, "auto". */
  kind?: LibraryKind | "auto";
  /** Version of TensorFlow, by default 2.21.0 or, of the archives for C, the newest. */
  version?: string;
  /** Whether to install anew what is already installed. */
  force?: boolean;
  /** The cache folder, by default `TENSAUR_CACHE_DIR` or the platform's. */
  cacheDir?: string;
  /** The Python interpreter whose pip is used, by default the one on PATH. */
  python?: string;
  /** What brings the bytes; by default pip, else uv, else the archive for C. */
  via?: "auto" | "pip" | "uv" | "archive";
  /** Further arguments for pip or uv, e.g. `["--index-url", "https://mirror.example/simple"]`. */
  installerArguments?: string[];
  /** Folder of the archives for C, for a mirror of them. */
  archiveBase?: string;
  /** Receives progress. */
  onProgress?: OnInstallProgress;
  /** Stops the installation; what was downloaded is kept. */
  signal?: AbortSignal;
}

/** What {@linkcode install} did. */
export interface InstallResult {
  /** The library to open. */
  path: string;
  /** Version of TensorFlow. */
  version: string;
  /** CPU or CUDA. */
  kind: LibraryKind;
  /** Folder of the installation. */
  directory: string;
  /** What brought it: "cache" when it was already there. */
  via: "cache" | "pip" | "uv" | "archive";
  /** Why CPU or CUDA was chosen. */
  reason: string;
  /** Bytes on disk. */
  size: number;
  /** Bytes that came over our own connection. */
  transferred: number;
  /** Seconds it took. */
  seconds: number;
}

/**
 * Installs libtensorflow into the cache: the user's pip names and, where we cannot, transfers the
 * wheel; only its libraries are kept, each checked by SHA-256. A killed or failed installation
 * leaves nothing that could be taken for a whole one, and the next goes on where it stopped.
 *
 * @throws {InstallError} whose `fault` says what stopped it, and whose message what to do
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine } from "tensaur";
 *
 * // Without a version: the one that Tensaur is tested with.
 * const error = await engine.install({ version: "newest" }).catch((error) => error);
 * assertEquals(error.fault, "unsupported");
 * ```
 */
export async function install(options: InstallOptions = {}): Promise<InstallResult> {
  const start = performance.now();
  const startedAt = Date.now();
  const host = currentHost();
  const { kind, reason } = await chooseKind(options.kind ?? "auto", host);
  const plan = planInstall(kind, options.version ?? DEFAULT_VERSION, host);
  const root = librariesDirectory(options.cacheDir ?? cacheDirectory(host));
  try {
    await Deno.mkdir(root, { recursive: true });
  } catch (error) {
    throw explainFileError(error, `make the cache folder ${root}`);
  }
  using lock = await lockInstall(join(root, ".lock"), {
    signal: options.signal,
    onWait: (holder) => options.onProgress?.({ stage: "wait", what: holder }),
  });
  const result = (library: CachedLibrary, via: InstallResult["via"], transferred: number) => ({
    path: library.path,
    version: library.manifest.version,
    kind: library.manifest.kind,
    directory: library.directory,
    via,
    reason,
    size: library.manifest.files.reduce((sum, file) => sum + file.size, 0),
    transferred,
    seconds: (performance.now() - start) / 1000,
  });
  // Two at once want the same anew: the one that waited takes what the other has just placed.
  const placedAfter = options.force ? (lock.waited ? startedAt : Infinity) : undefined;
  const present = await choosePresent({ root, plan, host, placedAfter });
  if (present) return result(present, "cache", 0);
  const { installer, via } = await chooseWay(options, host);
  if (via === "archive") {
    // The archive's version is not the default one: it may be here under its own.
    for (const { version } of linksOf(plan, options, host)) {
      const present = await choosePresent({ root, plan: { ...plan, version }, host, placedAfter });
      if (present) return result(present, "cache", 0);
    }
  }
  using client = httpClient(host);
  const work: Work = { root, plan, options, host, client, installer, via };
  const { library, transferred } = await collectAndPlace(work);
  return result(library, via, transferred);
}

/** What {@linkcode collectAndPlace} needs. */
interface Work {
  root: string;
  plan: Plan;
  options: InstallOptions;
  host: Host;
  client: Deno.HttpClient | undefined;
  installer: Installer | undefined;
  via: "pip" | "uv" | "archive";
}

async function chooseKind(
  kind: LibraryKind | "auto",
  host: Host,
): Promise<{ kind: LibraryKind; reason: string }> {
  if (kind !== "auto") return { kind, reason: "asked for" };
  if (host.os !== "linux" || host.arch !== "x86_64") {
    return { kind: "cpu", reason: `TensorFlow has no CUDA for ${host.os} ${host.arch}` };
  }
  const gpu = await detectGpu(host);
  return { kind: gpu.present ? "cuda" : "cpu", reason: gpu.sign };
}

/** What {@linkcode choosePresent} looks for. */
interface Wanted {
  root: string;
  plan: Plan;
  host: Host;
  /** Milliseconds since 1970; what was placed earlier does not do. */
  placedAfter: number | undefined;
}

async function choosePresent(
  { root, plan, host, placedAfter }: Wanted,
): Promise<CachedLibrary | undefined> {
  const directory = join(root, installationName(plan.version, plan.kind, host));
  const present = readInstallation(directory, host);
  if (typeof present === "string" || whyNotLibrary(present.path, host)) return undefined;
  if (placedAfter !== undefined && !(Date.parse(present.manifest.installedAt) > placedAfter)) {
    return undefined;
  }
  const manifest = { ...present.manifest, chosenAt: new Date().toISOString() };
  await writeManifest(directory, manifest);
  return { ...present, manifest };
}

async function chooseWay(
  options: InstallOptions,
  host: Host,
): Promise<Pick<Work, "installer" | "via">> {
  const wanted = options.via ?? "auto";
  if (wanted === "archive") return { installer: undefined, via: "archive" };
  const { installer, tried } = await findInstaller(host, {
    ...(options.python ? { python: options.python } : {}),
    ...(wanted === "auto" ? {} : { only: wanted }),
  });
  if (installer) return { installer, via: installer.name };
  if (wanted === "auto" && !options.python) return { installer: undefined, via: "archive" };
  throw new InstallError(
    "no-installer",
    `Cannot install libtensorflow: ${options.python ?? wanted} was asked for and does not work (` +
      tried.map(({ where, why }) => `${where}: ${why}`).join("; ") +
      "): install pip (`python3 -m ensurepip`) or leave the choice to Tensaur",
  );
}

async function collectAndPlace(
  work: Work,
): Promise<{ library: CachedLibrary; transferred: number }> {
  const { root, plan, host, options, client } = work;
  const wanted = installationName(plan.version, plan.kind, host);
  const staging = join(root, `.staging-${wanted}`);
  const tree = join(staging, "tree");
  const downloads = join(staging, "downloads");
  await removeReplaced(root, wanted);
  let finished: FinishedWheels | undefined;
  try {
    await Deno.mkdir(tree, { recursive: true });
    if (work.via !== "pip") {
      await Deno.remove(tree, { recursive: true });
      await Deno.mkdir(tree, { recursive: true });
    }
    await Deno.mkdir(downloads, { recursive: true });
    finished = await FinishedWheels.resume(staging, tree);
    const { onProgress, signal } = options;
    const collected = await collect(work, {
      plan,
      host,
      tree,
      finished,
      downloads,
      client,
      onProgress,
      signal,
    });
    const manifest = manifestOf(work, tree, collected);
    await writeManifest(tree, manifest);
    const name = installationName(collected.version, plan.kind, host);
    onProgress?.({ stage: "place", what: join(root, name) });
    const directory = await placeDirectory(tree, root, name);
    await Deno.remove(staging, { recursive: true });
    const library = readInstallation(directory, host);
    if (typeof library === "string") throw new Error(`Internal: ${directory} ${library}`);
    return { library, transferred: collected.transferred };
  } catch (error) {
    // The next try must not find what is wrong again.
    if (error instanceof InstallError && error.fault === "package") await finished?.forget();
    throw explainFileError(error, `install libtensorflow into ${root}`);
  }
}

async function collect(work: Work, collecting: Collecting): Promise<Collected> {
  const { installer, options, plan, host } = work;
  if (installer) {
    const installerArguments = options.installerArguments ?? [];
    const withInstaller = { ...collecting, installer, installerArguments };
    return installer.name === "pip"
      ? await collectWithPip(withInstaller)
      : await collectWithUv(withInstaller);
  }
  return await collectFromArchive(collecting, linksOf(plan, options, host));
}

function linksOf(plan: Plan, options: InstallOptions, host: Host): ArchiveLink[] {
  const { version, archiveBase: base } = options;
  return archiveLinks({ kind: plan.kind, version, base }, host);
}

function manifestOf(work: Work, tree: string, collected: Collected): Manifest {
  const { host, plan, via } = work;
  const names = libraryNames(host.os);
  const path = libraryIn(tree, names);
  const why = path === undefined ? `it holds no ${names.join(", ")}` : whyNotLibrary(path, host);
  if (path === undefined || why) {
    throw new InstallError(
      "package",
      `Cannot use ${collected.sources[0]?.file}: ${why}: choose another version with --version`,
    );
  }
  const now = new Date().toISOString();
  return {
    format: 1,
    version: collected.version,
    kind: plan.kind,
    os: host.os,
    arch: host.arch,
    library: path.slice(tree.length + 1).replaceAll("\\", "/"),
    via,
    sources: collected.sources,
    files: collected.files,
    installedAt: now,
    chosenAt: now,
  };
}
