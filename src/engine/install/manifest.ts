/**
 * The `manifest.json` beside every installed library: what it is, where from, how to check it.
 *
 * @module
 */

/** CPU only, or with CUDA kernels. */
export type LibraryKind = "cpu" | "cuda";

/** One placed file. */
export interface ManifestFile {
  /** Path below the installation's folder, with forward slashes. */
  path: string;
  /** Size in bytes. */
  size: number;
  /** SHA-256 in hexadecimal, of what was written. */
  sha256: string;
}

/** Where some of the files came from. */
export interface ManifestSource {
  /** What was asked for, e.g. `tensorflow-cpu==2.21.0`. */
  requirement: string;
  /** File name of the wheel or archive. */
  file: string;
  /** SHA-256 of the wheel or archive in hexadecimal, absent when another tool unpacked it. */
  sha256?: string;
  /** How it was checked, in words. */
  verified: string;
}

/** Content of `manifest.json`. */
export interface Manifest {
  /** Layout of this file, 1. */
  format: 1;
  /** Version of TensorFlow. */
  version: string;
  /** CPU or CUDA. */
  kind: LibraryKind;
  /** As `Deno.build.os`. */
  os: string;
  /** As `Deno.build.arch`. */
  arch: string;
  /** The library to open, below the folder. */
  library: string;
  /** How the bytes came: "pip", "uv" or "archive". */
  via: string;
  /** Wheels or archives. */
  sources: ManifestSource[];
  /** All placed files. */
  files: ManifestFile[];
  /** When it was placed, ISO 8601. */
  installedAt: string;
  /** When `setup` last asked for it: the newest one is opened first. */
  chosenAt: string;
}

/** Reads a manifest's text, or says why it is none. */
export function parseManifest(text: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `manifest.json is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (typeof value !== "object" || value === null) return "manifest.json holds no object";
  const manifest = value as Partial<Manifest>;
  if (manifest.format !== 1) {
    return `manifest.json has format ${manifest.format}, this Tensaur reads 1`;
  }
  for (const key of ["version", "kind", "os", "arch", "library", "chosenAt"] as const) {
    if (typeof manifest[key] !== "string") return `manifest.json lacks "${key}"`;
  }
  if (!Array.isArray(manifest.files) || !Array.isArray(manifest.sources)) {
    return 'manifest.json lacks "files" or "sources"';
  }
  return manifest as Manifest;
}
