/**
 * Takes the files needed at run time out of a wheel, each checked against the wheel's RECORD.
 *
 * @module
 */

import { InstallError } from "./install_error.ts";
import type { ManifestFile } from "./manifest.ts";
import { damagedPackage, fileName, unpackZip } from "./zip.ts";

/** Options of {@linkcode unpackWheel}. */
export interface UnpackWheelOptions {
  /** Folder to write to. */
  target: string;
  /** Which files to take. */
  keep: (path: string) => boolean;
  /** Called with bytes written and to be written. */
  onBytes?: (done: number, total: number) => void;
  /** Stops the unpacking. */
  signal?: AbortSignal | undefined;
}

/** What came out of a wheel. */
export interface UnpackedWheel {
  /** Written files. */
  files: ManifestFile[];
  /** Text of the wheel's METADATA. */
  metadata: string;
}

/**
 * Unpacks the wanted files of a wheel.
 *
 * @throws {InstallError} "package" when the wheel is cut short or damaged, "hash" when a file is
 * not what RECORD says, "disk" when there is too little room
 */
export async function unpackWheel(
  path: string,
  options: UnpackWheelOptions,
): Promise<UnpackedWheel> {
  let record: Map<string, string> | undefined;
  let metadata = "";
  const files = await unpackZip(path, {
    ...options,
    read: (name) => /^[^/]+\.dist-info\/(RECORD|METADATA)$/.test(name),
    onText: (name, text) => {
      if (name.endsWith("RECORD")) record = parseRecord(text);
      else metadata = text;
    },
    onFile: (file) => checkAgainst(record, file, path),
  });
  if (record === undefined) throw damagedPackage(path, "it has no RECORD");
  return { files, metadata };
}

/** RECORD's lines: path, `sha256=` in URL-safe base64, size. */
function parseRecord(text: string): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, path, hash] = line.match(/^"?(.*?)"?,sha256=([\w-]+),\d*$/) ?? [];
    if (path !== undefined && hash !== undefined) hashes.set(path, hash);
  }
  return hashes;
}

function checkAgainst(
  record: Map<string, string> | undefined,
  file: ManifestFile,
  wheel: string,
): void {
  const wanted = record?.get(file.path);
  if (wanted === undefined) throw damagedPackage(wheel, `its RECORD does not name ${file.path}`);
  const hex = hexOf(wanted);
  if (hex === file.sha256) return;
  throw new InstallError(
    "hash",
    `Cannot use ${fileName(wheel)}: ${file.path} must have SHA-256 ${hex} by the wheel's RECORD, ` +
      `it has ${file.sha256}: run it again to download anew`,
  );
}

function hexOf(base64url: string): string {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
