/**
 * The official libtensorflow archive for C, for machines without pip and uv. It is older than the
 * wheels, has no published checksum list, and has no build for linux aarch64.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Host, isDirectory } from "./host.ts";
import { explainFileError, InstallError } from "./install_error.ts";
import type { LibraryKind, ManifestFile } from "./manifest.ts";
import { sha256OfFile } from "./transfer.ts";

/** Where TensorFlow's team puts the archives. */
export const ARCHIVE_BASE = "https://storage.googleapis.com/tensorflow/versions";

/** Newest versions that have an archive, by kind, system and processor. */
const VERSIONS: Record<string, { suffix: string; versions: string[] }> = {
  "cpu linux x86_64": { suffix: "cpu-linux-x86_64.tar.gz", versions: ["2.18.1", "2.18.0"] },
  "cuda linux x86_64": { suffix: "gpu-linux-x86_64.tar.gz", versions: ["2.18.1", "2.18.0"] },
  "cpu darwin aarch64": { suffix: "cpu-darwin-arm64.tar.gz", versions: ["2.18.1", "2.18.0"] },
  "cpu darwin x86_64": { suffix: "cpu-darwin-x86_64.tar.gz", versions: ["2.16.2"] },
  "cpu windows x86_64": { suffix: "cpu-windows-x86_64.zip", versions: ["2.18.1", "2.18.0"] },
};

/** One archive that may exist. */
export interface ArchiveLink {
  /** Version of TensorFlow. */
  version: string;
  /** File name, made unique by the version. */
  file: string;
  /** Address. */
  url: string;
}

/** What to look for. */
export interface ArchiveRequest {
  /** CPU or CUDA. */
  kind: LibraryKind;
  /** The version, when the user named one. */
  version?: string | undefined;
  /** Folder of the archives, by default {@linkcode ARCHIVE_BASE}. */
  base?: string | undefined;
}

/** Archives to try in turn; fails where there is none for this machine. */
export function archiveLinks(request: ArchiveRequest, host: Host): ArchiveLink[] {
  const known = VERSIONS[`${request.kind} ${host.os} ${host.arch}`];
  if (!known) {
    throw new InstallError(
      "no-installer",
      `Cannot install libtensorflow: neither pip nor uv works here, and there is no archive for C ` +
        `with ${request.kind} for ${host.os} ${host.arch}: install Python with pip and run it again`,
    );
  }
  const versions = request.version ? [request.version] : known.versions;
  const base = (request.base ?? ARCHIVE_BASE).replace(/\/$/, "");
  return versions.map((version) => ({
    version,
    file: `libtensorflow-${version}-${known.suffix}`,
    url: `${base}/${version}/libtensorflow-${known.suffix}`,
  }));
}

/** MD5 that the storage service gives for the file in its answer, in Base64. */
export function md5FromHeaders(headers: Headers): string | undefined {
  return headers.get("x-goog-hash")?.match(/md5=([A-Za-z0-9+/=]+)/)?.[1];
}

/** Fails when the archive does not have the MD5 that the storage service gave. */
export async function checkMd5(path: string, wanted: string): Promise<void> {
  const hash = createHash("md5");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  const found = hash.digest("base64");
  if (found !== wanted) {
    throw new InstallError(
      "hash",
      `Cannot use ${path}: it must have MD5 ${wanted} (Base64), it has ${found}: run it again to ` +
        "download anew",
    );
  }
}

/**
 * Unpacks the libraries of a `.tar.gz`, its links included.
 *
 * @throws {InstallError} "package" when it is cut short or damaged, "disk" when the disk is full
 */
export async function unpackArchive(path: string, target: string): Promise<ManifestFile[]> {
  const { extract } = await import("../../deps/tar.ts");
  try {
    await extract({
      file: path,
      cwd: target,
      strict: true,
      filter: (name) => isArchiveFileKept(name),
    });
  } catch (error) {
    const explained = explainFileError(error, `unpack ${path}`);
    if (explained instanceof InstallError) throw explained;
    throw new InstallError(
      "package",
      `Cannot use ${path}: it is cut short or damaged (${
        error instanceof Error ? error.message : String(error)
      }): run it again to download anew`,
      { cause: error },
    );
  }
  const files: ManifestFile[] = [];
  for (const folder of ["", "lib"]) {
    if (!isDirectory(join(target, folder))) continue;
    for await (const entry of Deno.readDir(join(target, folder))) {
      if (!entry.isFile) continue;
      const name = folder ? `${folder}/${entry.name}` : entry.name;
      const { size } = await Deno.stat(join(target, name));
      files.push({ path: name, size, sha256: await sha256OfFile(join(target, name)) });
    }
  }
  return files;
}

/** Whether a file of an archive is needed at run time. */
export function isArchiveFileKept(name: string): boolean {
  const path = name.replace(/^\.\//, "");
  return /^(lib\/)?(lib)?tensorflow[^/]*\.(so|dylib|dll)[.\d]*$/.test(path) ||
    /^[^/]*LICENSE[^/]*$/.test(path);
}
