/**
 * Gets libtensorflow from the archive for C.
 *
 * @module
 */

import { join } from "node:path";
import {
  type ArchiveLink,
  checkMd5,
  isArchiveFileKept,
  md5FromHeaders,
  unpackArchive,
} from "./archive.ts";
import type { Collected, Collecting } from "./collected.ts";
import { requireSpace } from "./disk_space.ts";
import { InstallError } from "./install_error.ts";
import type { ManifestFile } from "./manifest.ts";
import { sha256OfFile, transfer } from "./transfer.ts";
import { unpackZip } from "./zip.ts";

/** Downloads the first of the archives that exists and takes the libraries out of it. */
export async function collectFromArchive(
  collecting: Collecting,
  links: ArchiveLink[],
): Promise<Collected> {
  let first: unknown;
  for (const link of links) {
    try {
      return await collect(collecting, link);
    } catch (error) {
      first ??= error;
      const missing = error instanceof InstallError && error.fault === "network" &&
        /\b(403|404)\b/.test(error.message);
      if (!missing) throw error;
    }
  }
  throw first;
}

async function collect(collecting: Collecting, link: ArchiveLink): Promise<Collected> {
  const { downloads, tree, client, signal, onProgress } = collecting;
  const part = join(downloads, `${link.file}.part`);
  const { headers, size, resumedFrom } = await transfer({
    url: link.url,
    part,
    client,
    signal,
    onSize: (total, present) => {
      requireSpace(downloads, {
        bytes: total * 4.2 - present,
        purpose: `to download and unpack ${link.file}`,
      });
    },
    onBytes: (done, total) => {
      const known = total === undefined ? {} : { total };
      onProgress?.({ stage: "download", what: link.file, done, ...known });
    },
  });
  onProgress?.({ stage: "verify", what: link.file });
  try {
    const md5 = md5FromHeaders(headers);
    if (md5) await checkMd5(part, md5);
    const sha256 = await sha256OfFile(part);
    onProgress?.({ stage: "unpack", what: link.file });
    const files = link.file.endsWith(".zip")
      ? await unpackedZip(part, collecting)
      : await unpackArchive(part, tree);
    await Deno.remove(part);
    const verified = md5 ? "MD5 of the storage service" : "checksums inside the archive only";
    return {
      version: link.version,
      files,
      sources: [{ requirement: link.url, file: link.file, sha256, verified }],
      transferred: size - resumedFrom,
    };
  } catch (error) {
    const bad = error instanceof InstallError &&
      (error.fault === "package" || error.fault === "hash");
    if (bad) await Deno.remove(part);
    throw error;
  }
}

async function unpackedZip(path: string, collecting: Collecting): Promise<ManifestFile[]> {
  return await unpackZip(path, {
    target: collecting.tree,
    keep: isArchiveFileKept,
    signal: collecting.signal,
    checkCrc: true,
  });
}
