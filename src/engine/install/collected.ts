/**
 * What the three ways of getting libtensorflow (pip, uv, archive) take and give.
 *
 * @module
 */

import type { FinishedWheels } from "./finished_wheels.ts";
import type { Host } from "./host.ts";
import type { Installer } from "./installer.ts";
import type { OnInstallProgress } from "./install_progress.ts";
import type { ManifestFile, ManifestSource } from "./manifest.ts";
import type { Plan } from "./plan.ts";

/** One installation under way. */
export interface Collecting {
  /** What is wanted. */
  plan: Plan;
  /** The machine. */
  host: Host;
  /** Folder that becomes the installation; it holds the files of finished wheels at first. */
  tree: string;
  /** Wheels that are in the tree already. */
  finished: FinishedWheels;
  /** Folder for downloads, kept when the installation fails. */
  downloads: string;
  /** HTTP client with the certificates to trust. */
  client?: Deno.HttpClient | undefined;
  /** Receives progress. */
  onProgress?: OnInstallProgress | undefined;
  /** Stops it. */
  signal?: AbortSignal | undefined;
}

/** One installation by pip or uv. */
export interface CollectingWith extends Collecting {
  /** pip or uv. */
  installer: Installer;
  /** Further arguments of pip or uv. */
  installerArguments: string[];
}

/** What was put into the tree. */
export interface Collected {
  /** Version of TensorFlow that came. */
  version: string;
  /** Written files. */
  files: ManifestFile[];
  /** Where they came from. */
  sources: ManifestSource[];
  /** Bytes that came over our own connection. */
  transferred: number;
}
