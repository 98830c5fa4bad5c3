/**
 * Takes files out of a zip on this disk as a stream: memory use does not depend on their size.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { requireSpace } from "./disk_space.ts";
import { explainFileError, InstallError, throwIfCancelled } from "./install_error.ts";
import type { ManifestFile } from "./manifest.ts";

/** Options of {@linkcode unpackZip}. */
export interface UnpackOptions {
  /** Folder to write to. */
  target: string;
  /** Which files to take. */
  keep: (path: string) => boolean;
  /** Called with the text of each file that `read` picks, before anything is written. */
  onText?: (path: string, text: string) => void;
  /** Which files to read as text. */
  read?: (path: string) => boolean;
  /** Called with each written file; it may throw. */
  onFile?: (file: ManifestFile) => void;
  /** Whether to check the zip's own CRC-32, for zips without better checksums. */
  checkCrc?: boolean;
  /** Called with bytes written and to be written. */
  onBytes?: (done: number, total: number) => void;
  /** Stops the unpacking. */
  signal?: AbortSignal | undefined;
}

/**
 * Unpacks the wanted files.
 *
 * @throws {InstallError} "package" when the zip is cut short or damaged, "disk" when there is too
 * little room, and what the callbacks throw
 */
export async function unpackZip(path: string, options: UnpackOptions): Promise<ManifestFile[]> {
  const zip = await import("../../deps/zip.ts");
  // Web workers would have to be loaded from a module address that need not exist over HTTP.
  zip.configure({ useWebWorkers: false, chunkSize: 1 << 16 });
  using file = await Deno.open(path);
  class FileReader extends zip.Reader<Deno.FsFile> {
    override async init(): Promise<void> {
      this.size = (await file.stat()).size;
    }
    override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
      return await readAt(file, offset, length);
    }
  }
  const reader = new zip.ZipReader(new FileReader(file), {
    checkSignature: options.checkCrc ?? false,
  });
  try {
    const entries = (await reader.getEntries()).filter((entry) => !entry.directory);
    for (const entry of entries) {
      if (options.read?.(entry.filename)) {
        options.onText?.(entry.filename, await textOf(entry));
      }
    }
    const wanted = entries.filter((entry) => options.keep(entry.filename));
    const total = wanted.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    requireSpace(options.target, { bytes: total, purpose: `to unpack ${fileName(path)}` });
    const files: ManifestFile[] = [];
    let before = 0;
    for (const entry of wanted) {
      const written = await write(entry, join(options.target, entry.filename), (done) => {
        throwIfCancelled(options.signal);
        options.onBytes?.(before + done, total);
      });
      const placed = { path: entry.filename, ...written };
      options.onFile?.(placed);
      files.push(placed);
      before += written.size;
    }
    return files;
  } catch (error) {
    const explained = explainFileError(error, `unpack ${fileName(path)} into ${options.target}`);
    if (explained instanceof InstallError || !(error instanceof Error)) throw explained;
    throw damagedPackage(path, error.message, error);
  } finally {
    await reader.close();
  }
}

/** The error for a wheel or archive that is not what it should be. */
export function damagedPackage(path: string, why: string, cause?: unknown): InstallError {
  return new InstallError(
    "package",
    `Cannot use ${fileName(path)}: it is cut short or damaged (${why}): run it again to download ` +
      "anew, or tell the keeper of your package mirror",
    { cause },
  );
}

/** File name of a path, without the ending of an unfinished download. */
export function fileName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.part$/, "");
}

/** What is used of a zip's entry. */
interface ZipMember {
  getData(stream: WritableStream<Uint8Array>): Promise<unknown>;
  externalFileAttributes: number;
}

async function textOf(entry: ZipMember): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  await entry.getData(
    new WritableStream({
      write(chunk) {
        text += decoder.decode(chunk, { stream: true });
      },
    }),
  );
  return text + decoder.decode();
}

async function write(
  entry: ZipMember,
  path: string,
  onBytes: (done: number) => void,
): Promise<Omit<ManifestFile, "path">> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { create: true, write: true, truncate: true });
  const hash = createHash("sha256");
  let size = 0;
  await entry.getData(
    new WritableStream<Uint8Array>({
      async write(chunk) {
        hash.update(chunk);
        for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
        size += chunk.length;
        onBytes(size);
      },
    }),
  );
  const mode = entry.externalFileAttributes >>> 16;
  if (mode & 0o111 && Deno.build.os !== "windows") await Deno.chmod(path, 0o755);
  return { size, sha256: hash.digest("hex") };
}

async function readAt(file: Deno.FsFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.seek(offset, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
